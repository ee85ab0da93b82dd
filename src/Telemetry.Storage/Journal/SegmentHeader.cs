using System.Buffers.Binary;

namespace Telemetry.Storage.Journal;

/// <summary>
/// The first page of a segment, zero behind the header. Little-endian:
/// <code>
///  0            8         12      16           24              28
/// +------------+---------+-------+------------+---------------+---
/// | "TLMJRNL\n"| version | 0     | segment id | CRC-32C of    | zeros to 4,096
/// |            |         |       |            | bytes 0-23    |
/// +------------+---------+-------+------------+---------------+---
/// </code>
/// Every later version keeps these 28 bytes where they are, so that an older program can tell what it cannot read.
/// </summary>
internal readonly record struct SegmentHeader(int Version, long Id)
{
    public const int Bytes = 28;

    private const ulong Magic = 0x0A4C4E524A4D4C54; // "TLMJRNL\n"
    private const int CrcOffset = 24;

    public static bool TryRead(ReadOnlySpan<byte> from, out SegmentHeader header)
    {
        header = default;
        if (from.Length < Bytes
            || BinaryPrimitives.ReadUInt64LittleEndian(from) != Magic
            || BinaryPrimitives.ReadUInt32LittleEndian(from[CrcOffset..]) != Crc32C.Compute(from[..CrcOffset]))
            return false;
        header = new SegmentHeader(BinaryPrimitives.ReadInt32LittleEndian(from[8..]), BinaryPrimitives.ReadInt64LittleEndian(from[16..]));
        return true;
    }

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[8..], Version);
        BinaryPrimitives.WriteInt32LittleEndian(to[12..], 0);
        BinaryPrimitives.WriteInt64LittleEndian(to[16..], Id);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcOffset..], Crc32C.Compute(to[..CrcOffset]));
    }
}
