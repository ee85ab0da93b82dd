namespace Telemetry.Storage.Journal;

/// <summary>What one segment file holds, checked block by block.</summary>
public sealed record SegmentReport
{
    public required string File { get; init; }

    public required long Id { get; init; }

    /// <summary>Size of the file.</summary>
    public required long Bytes { get; init; }

    /// <summary>Up to the end of the last good block.</summary>
    public required long UsedBytes { get; init; }

    public required long Blocks { get; init; }

    public required long Records { get; init; }

    /// <summary>Position of the first good record; -1 when there is none.</summary>
    public required long FirstPosition { get; init; }

    /// <summary>Behind the last good record; -1 when there is none.</summary>
    public required long EndPosition { get; init; }

    public required IReadOnlyList<DamagedStretch> Damage { get; init; }

    /// <summary>A block was begun behind the last good one: a commit that a crash cut off, or one being written now.</summary>
    public required bool IsTornAtEnd { get; init; }

    /// <summary>What is wrong with the file as a whole; null when nothing is.</summary>
    public required string? Problem { get; init; }

    public bool IsSound => Problem is null && Damage.Count == 0;
}
