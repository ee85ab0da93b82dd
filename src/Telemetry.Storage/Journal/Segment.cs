namespace Telemetry.Storage.Journal;

/// <summary>A file of blocks, one behind the other. Guarded by its <see cref="SegmentSet"/> once it is in there.</summary>
internal sealed class Segment(long id, long bytes, int version = JournalFormat.Version)
{
    public long Id => id;

    /// <summary>Size of the file.</summary>
    public long Bytes => bytes;

    /// <summary>Of its header; 0 when that is damaged. Only the present version is written to.</summary>
    public int Version => version;

    public string Name => JournalFormat.SegmentName(id);

    /// <summary>Position of the first record; -1 until the first block is committed.</summary>
    public long FirstPosition { get; set; } = -1;

    /// <summary>True when records were lost between the segment before and the first good block in here: where the one before ends is not known.</summary>
    public bool IsHeadLost { get; set; }

    /// <summary>Everything readable ends here: behind the last committed block, or the end of a file found at open.</summary>
    public long EndOffset { get; set; } = JournalFormat.FirstBlock;

    /// <summary>Unix milliseconds at which the first record was received, of a segment found at open.</summary>
    public long FirstReceivedAtMs { get; set; }

    /// <summary>Timestamp of the journal's time provider at which the newest record was written; of a full segment.</summary>
    public long SealedAt { get; set; }

    /// <summary>Open while the segment is written or prepared for it.</summary>
    public IJournalFile? File { get; set; }
}
