using System.Buffers.Binary;

namespace Telemetry.Storage.Journal;

/// <summary>
/// The head of a block; the payload (records) follows, then zeros up to a multiple of 512 bytes. Little-endian:
/// <code>
///  0        4          8            16               24             32      36        40          44           48
/// +--------+----------+------------+----------------+--------------+-------+---------+-----------+------------+---
/// | "TJB1" | sector   | segment id | first position | commit start | count | payload | payload   | CRC-32C of | payload
/// |        |          |            |                |              |       | length  | CRC-32C   | bytes 0-43 |
/// +--------+----------+------------+----------------+--------------+-------+---------+-----------+------------+---
/// </code>
/// </summary>
/// <param name="Sector">Where in its file it was written, in 512 bytes: a disk may write to the wrong place. Version 1 wrote 0.</param>
/// <param name="SegmentId">The segment it was written for: a block left over in a recycled segment has another.</param>
/// <param name="FirstPosition">Position of the first record; the others follow one by one.</param>
/// <param name="CommitStart">Position of the first record of the same commit: everything below was durable before.</param>
/// <param name="Count">Number of records, at least 1.</param>
/// <param name="Length">Bytes of the payload.</param>
/// <param name="PayloadCrc">CRC-32C of the payload.</param>
internal readonly record struct BlockHeader(int Sector, long SegmentId, long FirstPosition, long CommitStart, int Count, int Length, uint PayloadCrc)
{
    public const int Bytes = 48;
    public const int CountOffset = 32;
    public const int LengthOffset = 36;
    public const int FirstPositionOffset = 16;

    /// <summary>No journal comes that far; a block that says so is none.</summary>
    public const long MaximumPosition = 1L << 56;

    private const int SectorOffset = 4;
    private const int SegmentIdOffset = 8;
    private const uint Magic = 0x31424A54; // "TJB1"
    private const int MaximumLength = 1024 * 1024 * 1024;
    private const int CrcOffset = 44;

    /// <summary>Position behind the last record.</summary>
    public long EndPosition => FirstPosition + Count;

    /// <summary>Bytes from this block's start to the next one's.</summary>
    public int Stride => JournalFormat.Align(Bytes + Length);

    public static bool TryRead(ReadOnlySpan<byte> from, out BlockHeader header)
    {
        header = default;
        if (from.Length < Bytes || BinaryPrimitives.ReadUInt32LittleEndian(from) != Magic)
            return false;
        if (BinaryPrimitives.ReadUInt32LittleEndian(from[CrcOffset..]) != Crc32C.Compute(from[..CrcOffset]))
            return false;
        header = new BlockHeader(
            BinaryPrimitives.ReadInt32LittleEndian(from[SectorOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[SegmentIdOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[FirstPositionOffset..]),
            BinaryPrimitives.ReadInt64LittleEndian(from[24..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[CountOffset..]),
            BinaryPrimitives.ReadInt32LittleEndian(from[LengthOffset..]),
            BinaryPrimitives.ReadUInt32LittleEndian(from[40..]));
        return header is { CommitStart: >= 0, FirstPosition: <= MaximumPosition, Count: > 0, Length: > 0 and <= MaximumLength }
            && header.CommitStart <= header.FirstPosition;
    }

    /// <summary>True when this is where it was written to; a block of version 1 does not tell.</summary>
    public bool IsAt(long segmentId, long offset) => SegmentId == segmentId && Sector == offset / JournalFormat.Sector;

    /// <summary>True when these bytes, though they are no good header, were to be one of that segment.</summary>
    public static bool WasBegun(ReadOnlySpan<byte> from, long segmentId, long offset) =>
        BinaryPrimitives.ReadInt64LittleEndian(from[SegmentIdOffset..]) == segmentId
        && (BinaryPrimitives.ReadUInt32LittleEndian(from) == Magic || BinaryPrimitives.ReadInt32LittleEndian(from[SectorOffset..]) == offset / JournalFormat.Sector);

    public void Write(Span<byte> to)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(to, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(to[SectorOffset..], Sector);
        BinaryPrimitives.WriteInt64LittleEndian(to[SegmentIdOffset..], SegmentId);
        BinaryPrimitives.WriteInt64LittleEndian(to[FirstPositionOffset..], FirstPosition);
        BinaryPrimitives.WriteInt64LittleEndian(to[24..], CommitStart);
        BinaryPrimitives.WriteInt32LittleEndian(to[CountOffset..], Count);
        BinaryPrimitives.WriteInt32LittleEndian(to[LengthOffset..], Length);
        BinaryPrimitives.WriteUInt32LittleEndian(to[40..], PayloadCrc);
        BinaryPrimitives.WriteUInt32LittleEndian(to[CrcOffset..], Crc32C.Compute(to[..CrcOffset]));
    }
}
