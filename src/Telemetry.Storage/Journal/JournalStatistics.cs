namespace Telemetry.Storage.Journal;

/// <summary>A journal's counters since it was opened, all at about one moment.</summary>
public sealed record JournalStatistics
{
    public required long FirstPosition { get; init; }

    public required long NextPosition { get; init; }

    public required long CommittedPosition { get; init; }

    /// <summary>Bytes of all segment files, those kept for recycling included.</summary>
    public required long Bytes { get; init; }

    /// <summary>See <see cref="JournalOptions.MaximumBytes"/>.</summary>
    public required long MaximumBytes { get; init; }

    /// <summary>Bytes that somebody still needs: records written and not released by all.</summary>
    public required long UnreleasedBytes { get; init; }

    /// <summary>Bytes of segments that are kept although nobody needs them any more.</summary>
    public required long KeptBytes { get; init; }

    /// <summary>Bytes that the disk still has for the journal, the reserve left out; <see cref="long.MaxValue"/> when it does not tell.</summary>
    public required long DiskRoomBytes { get; init; }

    /// <summary>Files that hold records.</summary>
    public required int Segments { get; init; }

    /// <summary>Bytes appended and not yet committed.</summary>
    public required long PendingBytes { get; init; }

    public required long Commits { get; init; }

    public required long CommittedRecords { get; init; }

    /// <summary>Bytes written by commits, headers and padding included.</summary>
    public required long CommittedBytes { get; init; }

    /// <summary>Time from the start of a commit until it was durable, cumulative.</summary>
    public required IReadOnlyList<LatencyBucket> CommitLatency { get; init; }

    public required double CommitLatencySumSeconds { get; init; }

    /// <summary>Damaged stretches found, at open or by a reader; each counted once.</summary>
    public required long CorruptStretches { get; init; }

    /// <summary>Bytes in <see cref="CorruptStretches"/>.</summary>
    public required long CorruptBytes { get; init; }

    /// <summary>Unfinished commits found at the end of the journal at open: nothing in them had been acknowledged.</summary>
    public required long TornCommits { get; init; }

    /// <summary>Records in the segment that was checked block by block at open.</summary>
    public required long RecoveredRecords { get; init; }

    /// <summary>Segments dropped at the size limit (<see cref="WhenFull.Yield"/>).</summary>
    public required long DroppedSegments { get; init; }

    /// <summary>Readings in <see cref="DroppedSegments"/> that somebody still wanted, and records there that could not be read.</summary>
    public required long DroppedRecords { get; init; }

    /// <summary>Events in <see cref="DroppedSegments"/> that somebody still wanted and that could not be carried over.</summary>
    public required long DroppedEvents { get; init; }

    /// <summary>Events in <see cref="DroppedSegments"/> that were carried over to the tail.</summary>
    public required long KeptEvents { get; init; }

    /// <summary>True while commits wait for room (<see cref="WhenFull.Wait"/>, or nothing that may be dropped).</summary>
    public required bool IsFull { get; init; }

    /// <summary>True once a write or sync failed; see <see cref="Journal.Failure"/>.</summary>
    public required bool IsFailed { get; init; }
}
