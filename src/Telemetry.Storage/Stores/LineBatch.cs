using Telemetry.Storage.Influx;

namespace Telemetry.Storage.Stores;

/// <summary>Lines on their way to a store, in one buffer that is used again and again. Owned by whoever fills it; a store only reads it while it writes.</summary>
public sealed class LineBatch
{
    private readonly int _maximumLines;
    private readonly int _maximumBytes;
    private byte[] _buffer = [];
    private int _length;

    /// <param name="maximumLines">The batch is full with this many lines.</param>
    /// <param name="maximumBytes">The batch is full with this many bytes; the last line may go beyond.</param>
    public LineBatch(int maximumLines, int maximumBytes)
    {
        _maximumLines = maximumLines;
        _maximumBytes = maximumBytes;
    }

    /// <summary>The lines, each with its line feed.</summary>
    public ReadOnlyMemory<byte> Lines => _buffer.AsMemory(0, _length);

    /// <summary>How many lines there are.</summary>
    public int Count { get; private set; }

    /// <summary>True when the next line belongs into the next batch.</summary>
    public bool IsFull => Count >= _maximumLines || _length >= _maximumBytes;

    /// <summary>The position after the last record that went into the batch: the cursor once the batch is stored.</summary>
    public long EndPosition { get; private set; }

    /// <summary>When the first line was received, in Unix milliseconds; meaningless in an empty batch.</summary>
    public long OldestReceivedAtMs { get; private set; }

    /// <summary>How often the batch was sent before without success.</summary>
    public int Attempt { get; set; }

    /// <summary>What a store behind HTTP found out about the batch in earlier attempts.</summary>
    internal Delivery? Delivery { get; set; }

    /// <summary>Empties the batch; the buffer stays.</summary>
    /// <param name="position">Where reading goes on.</param>
    public void Clear(long position)
    {
        _length = 0;
        Count = 0;
        Attempt = 0;
        Delivery = null;
        EndPosition = position;
    }

    /// <summary>Adds a line.</summary>
    /// <param name="line">One line without line feed.</param>
    /// <param name="position">The position of its record.</param>
    /// <param name="receivedAtMs">When it was received, in Unix milliseconds.</param>
    public void Add(ReadOnlySpan<byte> line, long position, long receivedAtMs)
    {
        int length = _length + line.Length + 1;
        if (length > _buffer.Length)
            Array.Resize(ref _buffer, Math.Max(length, Math.Max(16 * 1024, 2 * _buffer.Length)));
        line.CopyTo(_buffer.AsSpan(_length));
        _buffer[length - 1] = (byte)'\n';
        _length = length;
        if (Count++ == 0)
            OldestReceivedAtMs = receivedAtMs;
        EndPosition = position + 1;
    }

    /// <summary>Passes a record that stores do not keep.</summary>
    public void Pass(long position) => EndPosition = position + 1;
}
