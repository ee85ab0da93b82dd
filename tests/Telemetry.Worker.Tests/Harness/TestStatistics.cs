using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>What a journal says of itself that has nothing to tell.</summary>
internal static class TestStatistics
{
    public static JournalStatistics Of(long maximumBytes) => new()
    {
        FirstPosition = 0,
        NextPosition = 0,
        CommittedPosition = 0,
        Bytes = 0,
        MaximumBytes = maximumBytes,
        UnreleasedBytes = 0,
        KeptBytes = 0,
        DiskRoomBytes = long.MaxValue,
        Segments = 0,
        PendingBytes = 0,
        Commits = 0,
        CommittedRecords = 0,
        CommittedBytes = 0,
        CommitLatency = [],
        CommitLatencySumSeconds = 0,
        CorruptStretches = 0,
        CorruptBytes = 0,
        TornCommits = 0,
        RecoveredRecords = 0,
        DroppedSegments = 0,
        DroppedRecords = 0,
        DroppedEvents = 0,
        KeptEvents = 0,
        IsFull = false,
        IsFailed = false,
    };
}
