namespace Telemetry.Storage.Journal;

/// <summary>How far <see cref="JournalCopy"/> has come with one segment.</summary>
internal sealed class CopiedSegment(long id)
{
    public long Id => id;

    /// <summary>Behind the last good block that was copied.</summary>
    public long Offset { get; set; } = JournalFormat.FirstBlock;

    /// <summary>Position of the first record; -1 while there is none.</summary>
    public long FirstPosition { get; set; } = -1;

    public long EndPosition { get; set; } = -1;

    public long Records { get; set; }

    /// <summary>True once everything in it was copied and nothing can be added to it.</summary>
    public bool IsWhole { get; set; }

    /// <summary>True when the file had become another segment before its first page was read.</summary>
    public bool IsRewritten { get; set; }

    /// <summary>The segment with records that followed it when it was whole.</summary>
    public long NextId { get; set; }
}
