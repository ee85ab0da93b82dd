namespace Telemetry.Storage.Journal;

/// <summary>Everything that can be said of a segment file by reading it from its first block to its end.</summary>
internal sealed class SegmentScan
{
    /// <summary>Position of the first good record; -1 when there is none.</summary>
    public long FirstPosition { get; private set; } = -1;

    /// <summary>Behind the last good record.</summary>
    public long EndPosition { get; private set; } = -1;

    /// <summary>Behind the last good block.</summary>
    public long EndOffset { get; private set; } = JournalFormat.FirstBlock;

    /// <summary>Unix milliseconds at which the first good record was received.</summary>
    public long FirstReceivedAtMs { get; private set; }

    /// <summary>Where the last commit begins, of which not everything may be durable.</summary>
    public long LastCommitOffset { get; private set; } = JournalFormat.FirstBlock;

    public long Blocks { get; private set; }

    public long Records { get; private set; }

    /// <summary>Stretches between good blocks that cannot be read.</summary>
    public IReadOnlyList<DamagedStretch> Damage => _damage;

    /// <summary>True when behind the last good block one was begun and not finished.</summary>
    public bool IsTornAtEnd { get; private set; }

    /// <summary>Of a segment without a good block: true when one was written once all the same, false when it was only prepared.</summary>
    public bool WasBegun { get; private set; }

    /// <summary>Of a segment without a good block: behind the last record that a good header tells of.</summary>
    public long ToldEndPosition { get; private set; }

    /// <summary>Of a segment without a good block: true when more than one commit wrote in here, so that the first was durable once.</summary>
    public bool HasSeveralCommits { get; private set; }

    private readonly List<DamagedStretch> _damage = [];

    /// <summary>Position from which on the last commit wrote: below it all was durable once.</summary>
    private long _lastCommitStart = -1;

    /// <param name="visit">Called for every good block, with the cursor standing behind it.</param>
    public static SegmentScan Run(IJournalFile file, long segmentId, BlockCursor cursor, Action<BlockCursor>? visit = null)
    {
        var scan = new SegmentScan();
        long limit = file.Length;
        cursor.Open(file, segmentId, JournalFormat.FirstBlock);
        long damagedAt = -1;
        while (true)
        {
            if (cursor.TryRead(limit))
            {
                if (damagedAt >= 0)
                    scan.AddDamage(damagedAt, cursor);
                damagedAt = -1;
                scan.Add(cursor);
                visit?.Invoke(cursor);
                continue;
            }

            damagedAt = cursor.Offset;
            bool begun = cursor.WasBegun(limit);
            if (!cursor.Resync(limit))
            {
                scan.IsTornAtEnd = begun;
                if (scan.FirstPosition < 0)
                    scan.LookForTraces(file, segmentId, cursor);
                return scan;
            }
        }
    }

    /// <summary>True when the stretch lies in the last commit, which may never have been finished.</summary>
    public bool MayBeTorn(DamagedStretch stretch) => stretch.Position >= _lastCommitStart;

    private void LookForTraces(IJournalFile file, long segmentId, BlockCursor cursor)
    {
        long limit = file.Length;
        cursor.Open(file, segmentId, JournalFormat.FirstBlock);
        WasBegun = !cursor.IsUnused(limit);
        long commitStart = -1;
        for (; cursor.Offset < limit; cursor.Step(limit))
        {
            if (!cursor.TryPeek(limit, out BlockHeader header))
                continue;
            WasBegun = true;
            ToldEndPosition = Math.Max(ToldEndPosition, header.EndPosition);
            HasSeveralCommits |= commitStart >= 0 && commitStart != header.CommitStart;
            commitStart = header.CommitStart;
        }
    }

    private void Add(BlockCursor cursor)
    {
        BlockHeader header = cursor.Header;
        if (FirstPosition < 0)
        {
            FirstPosition = header.FirstPosition;
            if (header.Length >= RecordCodec.HeaderBytes)
                FirstReceivedAtMs = RecordCodec.ReceivedAtMs(cursor.Buffer.AsSpan(cursor.PayloadStart));
        }

        if (header.CommitStart != _lastCommitStart)
            LastCommitOffset = cursor.Offset - header.Stride;
        EndPosition = header.EndPosition;
        EndOffset = cursor.Offset;
        Blocks++;
        Records += header.Count;
        _lastCommitStart = header.CommitStart;
    }

    private void AddDamage(long damagedAt, BlockCursor cursor)
    {
        BlockHeader next = cursor.Header;
        // At the segment's start nothing tells where the lost records began, except a commit that started before its first good block.
        long position = EndPosition >= 0 ? EndPosition
            : next.CommitStart < next.FirstPosition ? next.CommitStart
            : -1;
        long lost = EndPosition >= 0 ? next.FirstPosition - EndPosition : 0;
        _damage.Add(new DamagedStretch(damagedAt, cursor.Offset - next.Stride - damagedAt, position, lost));
    }
}
