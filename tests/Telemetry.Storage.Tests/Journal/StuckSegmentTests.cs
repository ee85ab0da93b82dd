using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>A full journal on a disk that refuses to rename what was let go.</summary>
public sealed class StuckSegmentTests
{
    private const int Segment = 16 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WhenFull.Yield)]
    [InlineData(WhenFull.Wait)]
    public async Task Append_FullAndRenamesFail_GivesUpOneSegmentAndGoesOnWhenTheyWork(WhenFull whenFull)
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options =>
        {
            options.MaximumBytes = 12 * Segment;
            options.WhenFull = whenFull;
            options.KeepBytes = 1 << 30;
        });
        while (!journal.IsFull)
        {
            // No more than a segment takes.
            if (journal.NextPosition - journal.CommittedPosition < 10)
                TestJournal.Append(journal);
            await Task.Yield();
        }

        long last = journal.NextPosition - 1;
        long committed = journal.CommittedPosition;
        int segments = journal.Statistics.Segments;
        disk.FailRenames = true;
        int tried = disk.Operations;
        // Each release wakes the commit thread, which tries again.
        while (disk.Operations < tried + 4)
        {
            journal.Release(whenFull == WhenFull.Yield ? 0 : committed, committed);
            await Task.Yield();
        }

        Assert.Equal(segments - 1, journal.Statistics.Segments);
        Assert.Equal(whenFull == WhenFull.Yield ? 1 : 0, journal.Statistics.DroppedSegments);
        Assert.Equal(committed, journal.CommittedPosition);
        Assert.Null(journal.Failure);

        disk.FailRenames = false;
        journal.Release(0, committed);
        await journal.WaitForCommitAsync(last, Cancellation);
        using JournalReader reader = journal.OpenReader(journal.FirstPosition);
        while (reader.TryRead(out _))
        {
        }

        Assert.True(reader.Position > last);
        Assert.Equal(0, reader.SkippedPositions);
    }
}
