using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Telemetry.Storage.Journal;

/// <summary>
/// A record inside a block, little-endian, unaligned, one directly behind the other:
/// <code>
///  0        4      5       6                   7               8            16          24        32
/// +--------+------+-------+-------------------+---------------+------------+-----------+---------+--------+------+
/// | body   | kind | flags | quality           | device length | received   | timestamp | sequence| device | body |
/// | length |      |       | + source &lt;&lt; 4     |               | at, ms     | ms        |         |        |      |
/// +--------+------+-------+-------------------+---------------+------------+-----------+---------+--------+------+
/// </code>
/// </summary>
internal static class RecordCodec
{
    public const int HeaderBytes = 32;
    public const int MaximumDeviceBytes = 255;

    /// <summary>Writes a record; <paramref name="to"/> is exactly as long as the record.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Write(Span<byte> to, in RecordHeader header, ReadOnlySpan<byte> device, ReadOnlySpan<byte> body)
    {
        Span<byte> fixedPart = to[..HeaderBytes];
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[24..], header.Sequence);
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[16..], header.TimestampMs);
        BinaryPrimitives.WriteInt64LittleEndian(fixedPart[8..], header.ReceivedAtMs);
        fixedPart[7] = (byte)device.Length;
        fixedPart[6] = (byte)((int)header.Quality | (int)header.TimestampSource << 4);
        fixedPart[5] = (byte)header.Flags;
        fixedPart[4] = (byte)header.Kind;
        BinaryPrimitives.WriteInt32LittleEndian(fixedPart, body.Length);
        device.CopyTo(to[HeaderBytes..]);
        body.CopyTo(to[(HeaderBytes + device.Length)..]);
    }

    /// <summary>Bytes of the record at the start of <paramref name="from"/>; -1 when it does not fit in there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Measure(ReadOnlySpan<byte> from)
    {
        if (from.Length < HeaderBytes)
            return -1;
        long size = HeaderBytes + from[7] + (long)BinaryPrimitives.ReadUInt32LittleEndian(from);
        return size <= from.Length ? (int)size : -1;
    }

    /// <summary>When the record at the start of <paramref name="from"/> was received, Unix milliseconds.</summary>
    public static long ReceivedAtMs(ReadOnlySpan<byte> from) => BinaryPrimitives.ReadInt64LittleEndian(from[8..]);

    /// <summary>Reads the record that fills <paramref name="from"/>, as measured by <see cref="Measure"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Record Read(ReadOnlySpan<byte> from, long position)
    {
        ReadOnlySpan<byte> fixedPart = from[..HeaderBytes];
        int deviceLength = fixedPart[7];
        return new Record
        {
            Position = position,
            Header = new RecordHeader(
                (RecordKind)fixedPart[4],
                (RecordFlags)fixedPart[5],
                (Quality)(fixedPart[6] & 15),
                (TimestampSource)(fixedPart[6] >> 4),
                BinaryPrimitives.ReadInt64LittleEndian(fixedPart[8..]),
                BinaryPrimitives.ReadInt64LittleEndian(fixedPart[16..]),
                BinaryPrimitives.ReadInt64LittleEndian(fixedPart[24..])),
            Device = from.Slice(HeaderBytes, deviceLength),
            Body = from[(HeaderBytes + deviceLength)..],
        };
    }
}
