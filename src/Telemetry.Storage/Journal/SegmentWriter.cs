using System.Buffers.Binary;

namespace Telemetry.Storage.Journal;

/// <summary>Writes blocks behind one another into the newest segment, and gets the next segment when it is full. Used by the commit thread alone.</summary>
internal sealed class SegmentWriter(JournalOptions options, SegmentSet segments, JournalSpace space, Segment? current) : IDisposable
{
    private long _offset = current?.EndOffset ?? 0;
    private long _writtenFirst = -1;
    private bool _isPreparing;

    public long CommittedPosition => segments.CommittedPosition;

    /// <summary>Behind the last record written.</summary>
    public long WrittenPosition { get; private set; }

    /// <summary>
    /// Writes and syncs as many of <paramref name="blocks"/> as the segment takes, in one go. 0 when it takes none: then
    /// <see cref="TryAdvance"/> is next.
    /// </summary>
    public int Write(Span<byte> blocks)
    {
        int length = Stamp(blocks);
        if (length == 0)
            return 0;
        current!.File!.Write(blocks[..length], _offset);
        current.File.Sync();
        _offset += length;
        return length;
    }

    /// <summary>Shows readers what was written.</summary>
    public void Publish(long committed)
    {
        segments.Publish(current!, _writtenFirst, _offset, committed);
        if (_isPreparing || _offset <= current!.Bytes / 2)
            return;
        _isPreparing = true;
        space.PrepareAhead();
    }

    /// <summary>Goes on to an empty segment; false when there is no room for one.</summary>
    public bool TryAdvance()
    {
        if (space.Take() is not { } next)
            return false;
        current?.File?.Dispose();
        if (current is not null)
            current.File = null;
        current = next;
        _offset = JournalFormat.FirstBlock;
        _isPreparing = false;
        return true;
    }

    public void Dispose() => current?.File?.Dispose();

    /// <summary>Completes the headers of the blocks that fit into the segment, and tells how long they are.</summary>
    private int Stamp(Span<byte> blocks)
    {
        if (current is null || current.Version != JournalFormat.Version)
            return 0;
        int length = 0;
        while (length < blocks.Length)
        {
            Span<byte> block = blocks[length..];
            int payload = BinaryPrimitives.ReadInt32LittleEndian(block[BlockHeader.LengthOffset..]);
            var header = new BlockHeader(
                (int)((_offset + length) / JournalFormat.Sector),
                current.Id,
                BinaryPrimitives.ReadInt64LittleEndian(block[BlockHeader.FirstPositionOffset..]),
                CommittedPosition,
                BinaryPrimitives.ReadInt32LittleEndian(block[BlockHeader.CountOffset..]),
                payload,
                0);
            if (_offset + length + header.Stride > current.Bytes)
            {
                if (_offset + length == JournalFormat.FirstBlock && current.Bytes == options.SegmentBytes)
                    throw new InvalidOperationException($"A block of {header.Stride} bytes fits into no segment.");
                break;
            }

            header = header with { PayloadCrc = Crc32C.Compute(block.Slice(BlockHeader.Bytes, payload)) };
            header.Write(block);
            if (length == 0)
                _writtenFirst = header.FirstPosition;
            WrittenPosition = header.EndPosition;
            length += header.Stride;
        }

        return length;
    }
}
