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
        journal.Committed += () => commits += journal.CommittedPosition > 3 ? 1 : 0;

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
    public async Task Open_AfterAFailedSync_WhatItCountsAsCommittedOutlastsAPowerCut()
    {
        for (int seed = 0; seed < 20; seed++)
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
            disk.Forget();
            await using Storage.Journal.Journal again = TestJournal.Open(disk);
            await using Storage.Journal.Journal third = TestJournal.Open(disk.AfterPowerCut(new Random(seed)));

            Assert.Equal(4, again.CommittedPosition);
            Assert.Equal(TestJournal.Range(0, 4), TestJournal.ReadAll(third));
        }
    }

    [Fact]
    public async Task Commit_NoSpaceInTheMiddleOfAWrite_PromisesNothingAndKeepsWhatItPromised()
    {
        var disk = new MemoryDisk();
        int commits = 0;
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await TestJournal.CommitAsync(journal, 12);
            journal.Committed += () => commits += journal.CommittedPosition > 12 ? 1 : 0;
            disk.TearWrites = true;
            long position = TestJournal.Append(journal);

            await Assert.ThrowsAsync<JournalFailedException>(async () => await journal.WaitForCommitAsync(position, Cancellation));
            Assert.Equal(12, journal.CommittedPosition);
            Assert.True(journal.Statistics.IsFailed);
        }

        Assert.Equal(0, commits);
        disk.TearWrites = false;
        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal(TestJournal.Range(0, 12), TestJournal.ReadAll(again));
        await TestJournal.CommitAsync(again, 12);
        Assert.Equal(TestJournal.Range(0, 24), TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task Append_DiskIsSlow_AppendersWaitAndNothingIsLost()
    {
        const int threads = 4;
        const int each = 400;
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.MaximumPendingBytes = 64 * 1024);
        disk.SyncGate.Reset();
        var gate = new Lock();
        long mostPending = 0;
        Task[] appenders = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(async () =>
        {
            for (int i = 0; i < each; i++)
            {
                await journal.WaitForRoomAsync(Cancellation);
                lock (gate)
                {
                    TestJournal.Append(journal);
                    mostPending = Math.Max(mostPending, journal.Statistics.PendingBytes);
                }
            }
        }, Cancellation))];

        // The disk does nothing, so they all come to wait.
        while (journal.Statistics.PendingBytes < 64 * 1024)
            await Task.Yield();
        Assert.Equal(0, journal.CommittedPosition);
        Assert.Contains(appenders, appender => !appender.IsCompleted);
        disk.SyncGate.Set();
        await Task.WhenAll(appenders);

        await journal.WaitForCommitAsync(journal.NextPosition - 1, Cancellation);
        Assert.Equal(TestJournal.Range(0, threads * each), TestJournal.ReadAll(journal));
        Assert.InRange(mostPending, 64 * 1024, 64 * 1024 + threads * 2048);
    }

    [Fact]
    public void Open_FolderThatCannotBeWritten_NamesItAndTheMend()
    {
        if (!OperatingSystem.IsLinux())
            Assert.Skip("There is no such folder on this system.");

        // Not even root can make a file there.
        JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open("/sys/kernel"));

        Assert.Contains("/sys/kernel cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.Contains("choose another Data:Folder", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/sys/kernel/journal cannot be created", Assert.Throws<JournalException>(() => TestJournal.Open("/sys/kernel/journal")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_RealDiskIsFull_IsNotSwallowed()
    {
        if (!File.Exists("/dev/full"))
            Assert.Skip("There is no /dev/full on this system.");
        using IJournalFile file = new PhysicalDisk("/dev").Open("full", writable: true);

        IOException refused = Assert.ThrowsAny<IOException>(() => file.Write(new byte[512], 0));

        Assert.Contains("space", refused.Message, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Open_AnotherProcessHasTheLock_SaysSo()
    {
        if (Testing.PeerProcess.Find("flock") is not { } flock)
        {
            Assert.Skip("flock is missing.");
            return;
        }

        using var folder = new Testing.TemporaryFolder();
        await using (Testing.PeerProcess.Start(flock, ["-n", "-F", folder["lock"], "sh", "-c", "touch held && exec sleep 600"], folder.Path))
        {
            while (!File.Exists(folder["held"]))
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);

            JournalException refused = Assert.Throws<JournalException>(() => TestJournal.Open(folder.Path));

            Assert.Contains("in use by another process", refused.Message, StringComparison.Ordinal);
        }

        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        await TestJournal.CommitAsync(journal, 1);
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
