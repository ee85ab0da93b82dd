namespace Telemetry.Storage.Journal;

/// <summary>A file of blocks, one behind the other. Guarded by its <see cref="SegmentSet"/> once it is in there.</summary>
internal sealed class Segment(long id, long bytes)
{
    public long Id => id;

    /// <summary>Size of the file.</summary>
    public long Bytes => bytes;

    public string Name => JournalFormat.SegmentName(id);

    /// <summary>Position of the first record; -1 until the first block is committed.</summary>
    public long FirstPosition { get; set; } = -1;

    /// <summary>Everything readable ends here: behind the last committed block, or the end of a file found at open.</summary>
    public long EndOffset { get; set; } = JournalFormat.FirstBlock;

    /// <summary>Open while the segment is written or prepared for it.</summary>
    public IJournalFile? File { get; set; }
}
