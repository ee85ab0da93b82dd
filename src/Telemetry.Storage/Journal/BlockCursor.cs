namespace Telemetry.Storage.Journal;

/// <summary>
/// Walks the blocks of one segment through a buffer, reading as much as the buffer takes with each read, and finds the
/// next good block behind a bad one.
/// </summary>
internal sealed class BlockCursor
{
    /// <summary>Enough at the tail.</summary>
    private const int SmallBuffer = 64 * 1024;

    /// <summary>For a reader that has to catch up: fewer calls, and still at home in a processor's cache.</summary>
    private const int LargeBuffer = 256 * 1024;

    private IJournalFile? _file;
    private long _segmentId;
    private byte[] _buffer = new byte[SmallBuffer];
    private long _endPosition;
    private long _windowStart;
    private int _windowLength;

    /// <summary>Where the next block is looked for.</summary>
    public long Offset { get; private set; }

    /// <summary>The last block that was read.</summary>
    public BlockHeader Header { get; private set; }

    /// <summary>The array that holds <see cref="Header"/>'s payload, from <see cref="PayloadStart"/> on, until the next call.</summary>
    public byte[] Buffer => _buffer;

    public int PayloadStart { get; private set; }

    /// <summary>Goes to <paramref name="offset"/> in a file that stays the caller's to dispose.</summary>
    public void Open(IJournalFile file, long segmentId, long offset)
    {
        _file = file;
        _segmentId = segmentId;
        Offset = offset;
        _endPosition = 0;
        _windowStart = offset;
        _windowLength = 0;
    }

    /// <summary>
    /// Reads the block at <see cref="Offset"/> and steps over it; false, without a step, when there is no good one that
    /// ends within <paramref name="limit"/>. Below <paramref name="payloadFrom"/> payloads are stepped over unread.
    /// </summary>
    public bool TryRead(long limit, long payloadFrom = 0)
    {
        if (!TryFill(BlockHeader.Bytes, limit)
            || !BlockHeader.TryRead(_buffer.AsSpan(WindowOffset), out BlockHeader header)
            || !IsHere(header)
            || header.Stride > limit - Offset)
            return false;
        if (header.EndPosition > payloadFrom)
        {
            if (!TryFill(header.Stride, limit))
                return false;
            PayloadStart = WindowOffset + BlockHeader.Bytes;
            if (Crc32C.Compute(_buffer.AsSpan(PayloadStart, header.Length)) != header.PayloadCrc)
                return false;
        }

        Header = header;
        _endPosition = header.EndPosition;
        Offset += header.Stride;
        return true;
    }

    /// <summary>True when a block of this segment begins at <see cref="Offset"/>, whatever its payload looks like.</summary>
    public bool TryPeek(long limit, out BlockHeader header)
    {
        header = default;
        return TryFill(BlockHeader.Bytes, limit)
            && BlockHeader.TryRead(_buffer.AsSpan(WindowOffset), out header)
            && IsHere(header);
    }

    /// <summary>True when a block of this segment was begun at <see cref="Offset"/>, even if not even its header is good.</summary>
    public bool WasBegun(long limit) => TryFill(BlockHeader.Bytes, limit) && BlockHeader.WasBegun(_buffer.AsSpan(WindowOffset), _segmentId, Offset);

    /// <summary>True when nothing was ever written for this segment at <see cref="Offset"/>: there are zeros, or a block of the file's former life.</summary>
    public bool IsUnused(long limit)
    {
        if (!TryFill(BlockHeader.Bytes, limit))
            return true;
        ReadOnlySpan<byte> start = _buffer.AsSpan(WindowOffset, BlockHeader.Bytes);
        return !start.ContainsAnyExcept((byte)0) || (BlockHeader.TryRead(start, out BlockHeader header) && header.SegmentId != _segmentId);
    }

    /// <summary>Moves on over a block that is no good. What a device sent may look like a block: a payload whose header is good is not searched.</summary>
    public void Step(long limit) => Offset += TryPeek(limit, out BlockHeader bad) ? Math.Min(bad.Stride, limit - Offset) : JournalFormat.Sector;

    /// <summary>Moves <see cref="Offset"/> on, sector by sector, to the next good block; to <paramref name="limit"/> and false when there is none.</summary>
    public bool Resync(long limit)
    {
        while (Offset + JournalFormat.Sector < limit)
        {
            Step(limit);
            long candidate = Offset;
            long endPosition = _endPosition;
            if (!TryPeek(limit, out _))
                continue;
            bool good = TryRead(limit);
            Offset = candidate;
            _endPosition = endPosition;
            if (good)
                return true;
        }

        Offset = limit;
        return false;
    }

    /// <summary>Positions only grow.</summary>
    private bool IsHere(in BlockHeader header) =>
        header.FirstPosition >= _endPosition && SegmentFile.IsBlockAt(_file!, header, _segmentId, Offset);

    private int WindowOffset => (int)(Offset - _windowStart);

    /// <summary>Makes sure that <paramref name="bytes"/> bytes from <see cref="Offset"/> on are in the buffer.</summary>
    private bool TryFill(int bytes, long limit)
    {
        long windowEnd = _windowStart + _windowLength;
        if (Offset >= _windowStart && Offset + bytes <= windowEnd)
            return true;
        if (Offset + bytes > limit)
            return false;

        int kept = Offset >= _windowStart && Offset < windowEnd ? (int)(windowEnd - Offset) : 0;
        int size = limit - Offset > _buffer.Length ? LargeBuffer : _buffer.Length;
        size = Math.Max(size, JournalFormat.Align(bytes));
        byte[] target = size <= _buffer.Length ? _buffer : new byte[size];
        System.Buffer.BlockCopy(_buffer, kept == 0 ? 0 : WindowOffset, target, 0, kept);
        _buffer = target;
        _windowStart = Offset;
        int wanted = (int)Math.Min(_buffer.Length - kept, limit - Offset - kept);
        _windowLength = kept + _file!.Read(_buffer.AsSpan(kept, wanted), Offset + kept);
        return bytes <= _windowLength;
    }
}
