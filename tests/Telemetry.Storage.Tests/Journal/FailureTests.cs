using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>A disk that cannot do what it is told.</summary>
public sealed class FailureTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Commit_SyncOrWriteFails_JournalIsFailedAndNeverTriesAgain(bool sync)
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 3);
        (disk.FailSyncs, disk.FailWrites) = (sync, !sync);
        int commits = 0;
        journal.Committed += () => commits++;

        long position = TestJournal.Append(journal);
        JournalFailedException waited = await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.WaitForCommitAsync(position, Cancellation));

        // The disk is well again, and still nothing is promised.
        (disk.FailSyncs, disk.FailWrites) = (false, false);
        int operations = disk.Operations;
        Assert.Throws<JournalFailedException>(() => TestJournal.Append(journal));
        await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.WaitForCommitAsync(position, Cancellation));
        Assert.Equal(3, journal.CommittedPosition);
        Assert.Equal(0, commits);
        Assert.Equal(operations, disk.Operations);
        Assert.IsType<JournalFailedException>(journal.Failure);
        Assert.True(journal.Statistics.IsFailed);
        Assert.Contains("Input/output error", waited.Message, StringComparison.Ordinal);
        Assert.Equal(TestJournal.Range(0, 3), TestJournal.ReadAll(journal));
    }

    [Fact]
    public async Task Open_AfterAFailure_ReadsBackWhatIsThere()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await TestJournal.CommitAsync(journal, 3);
            disk.FailSyncs = true;
            long position = TestJournal.Append(journal);
            await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.WaitForCommitAsync(position, Cancellation));
        }

        disk.FailSyncs = false;
        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        await TestJournal.CommitAsync(again, 2);

        Assert.Null(again.Failure);
        Assert.Equal(TestJournal.Range(0, again.NextPosition), TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task WaitForRoomAsync_JournalFails_Throws()
    {
        var time = new Testing.ManualTimeProvider();
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.MaximumPendingBytes = 64 * 1024, time);
        using var stall = new ManualResetEventSlim();
        var stalled = new TaskCompletionSource();
        journal.Committed += () =>
        {
            stalled.TrySetResult();
            stall.Wait();
        };
        TestJournal.Append(journal);
        await stalled.Task.WaitAsync(Cancellation);
        while (journal.Statistics.PendingBytes < 64 * 1024)
            journal.Append(default, default, new byte[1000]);

        ValueTask room = journal.WaitForRoomAsync(Cancellation);
        Assert.False(room.IsCompleted);
        disk.FailSyncs = true;
        stall.Set();

        await Assert.ThrowsAsync<JournalFailedException>(async () => await room);
    }

    [Fact]
    public async Task Open_DiskFull_SaysSo()
    {
        var disk = new MemoryDisk { Capacity = 10_000 };

        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(disk));

        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        disk.Capacity = 100_000;
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 1);
    }
}
