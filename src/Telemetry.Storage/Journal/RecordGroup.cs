using System.Buffers;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Records that are on disk together or not at all, also after a crash: they go into one block, which has one checksum.
/// Not thread-safe; may be cleared and used again once it was appended.
/// </summary>
public sealed class RecordGroup
{
    private readonly ArrayBufferWriter<byte> _records = new();

    /// <summary>How many records there are.</summary>
    public int Count { get; private set; }

    /// <summary>The records as they will be written.</summary>
    internal ReadOnlySpan<byte> Bytes => _records.WrittenSpan;

    /// <summary>Adds a record behind those that are there.</summary>
    /// <param name="device">Up to 255 bytes.</param>
    public void Add(in RecordHeader header, ReadOnlySpan<byte> device, ReadOnlySpan<byte> body)
    {
        if (device.Length > RecordCodec.MaximumDeviceBytes)
            throw new ArgumentException($"A device id may have {RecordCodec.MaximumDeviceBytes} bytes, this one has {device.Length}.", nameof(device));
        int size = RecordCodec.HeaderBytes + device.Length + body.Length;
        RecordCodec.Write(_records.GetSpan(size)[..size], header, device, body);
        _records.Advance(size);
        Count++;
    }

    /// <summary>Adds all records of another group behind those that are there.</summary>
    public void Add(RecordGroup others)
    {
        ArgumentNullException.ThrowIfNull(others);
        _records.Write(others.Bytes);
        Count += others.Count;
    }

    /// <summary>Empties it.</summary>
    public void Clear()
    {
        _records.ResetWrittenCount();
        Count = 0;
    }
}
