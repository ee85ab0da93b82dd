using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

public sealed class JournalReaderTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task TryRead_FromEveryPosition_StartsThere()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        await TestJournal.CommitAsync(journal, 150);

        for (long from = 0; from <= 150; from++)
            Assert.Equal(TestJournal.Range(from, 150), TestJournal.ReadAll(journal, from));
    }

    [Fact]
    public async Task TryRead_AtTheTail_FollowsCommitByCommit()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        using JournalReader reader = journal.OpenReader(0);
        Assert.False(reader.TryRead(out _));

        for (int i = 0; i < 100; i++)
        {
            await TestJournal.CommitAsync(journal, 7);
            Assert.Equal(TestJournal.Range(7 * i, 7 * i + 7), TestJournal.ReadOn(reader));
            Assert.Equal(7 * i + 7, reader.Position);
        }

        Assert.Equal(0, reader.SkippedPositions);
    }

    [Fact]
    public async Task TryRead_SeveralReaders_EachSeesEverything()
    {
        using var folder = new TemporaryFolder();
        await using Storage.Journal.Journal journal = TestJournal.Open(folder.Path);
        Task<List<long>>[] readers = [.. Enumerable.Range(0, 4).Select(i => Task.Run(() => FollowAsync(journal, 100 * i, 2000)))];

        for (int i = 0; i < 200; i++)
            await TestJournal.CommitAsync(journal, 10);

        for (int i = 0; i < readers.Length; i++)
            Assert.Equal(TestJournal.Range(100 * i, 2000), await readers[i]);
    }

    [Fact]
    public async Task WaitAsync_SomethingToRead_CompletesAtOnce()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        await TestJournal.CommitAsync(journal, 2);
        using JournalReader reader = journal.OpenReader(0);

        Assert.True(reader.WaitAsync(Cancellation).AsTask().IsCompletedSuccessfully);
        Assert.True(reader.TryRead(out _));
        Assert.True(reader.WaitAsync(Cancellation).AsTask().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task WaitAsync_AtTheTail_CompletesWithTheNextCommit()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        using JournalReader reader = journal.OpenReader(0);

        for (int i = 0; i < 10; i++)
        {
            ValueTask<bool> wait = reader.WaitAsync(Cancellation);
            Assert.False(wait.IsCompleted);
            TestJournal.Append(journal);
            Assert.True(await wait);
            Assert.Equal([i], TestJournal.ReadOn(reader));
        }
    }

    [Fact]
    public async Task WaitAsync_Cancelled_ThrowsAndCanWaitAgain()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        using JournalReader reader = journal.OpenReader(0);
        using var cancel = new CancellationTokenSource();
        ValueTask<bool> wait = reader.WaitAsync(cancel.Token);

        await cancel.CancelAsync();

        OperationCanceledException cancelled = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await wait);
        Assert.Equal(cancel.Token, cancelled.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await reader.WaitAsync(cancel.Token));
        ValueTask<bool> again = reader.WaitAsync(Cancellation);
        TestJournal.Append(journal);
        Assert.True(await again);
    }

    [Fact]
    public async Task WaitAsync_JournalClosed_Throws()
    {
        Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        using JournalReader reader = journal.OpenReader(0);
        ValueTask<bool> wait = reader.WaitAsync(Cancellation);

        await journal.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await wait);
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await reader.WaitAsync(Cancellation));
    }

    [Fact]
    public async Task WaitForCommitAsync_AlreadyDurableOrCancelled_DoesAsToldAndLeavesTheRest()
    {
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk(), options => options.Linger = TimeSpan.FromMilliseconds(4), time);
        await TestJournal.CommitAsync(journal, 1);
        Assert.True(journal.WaitForCommitAsync(0, Cancellation).AsTask().IsCompletedSuccessfully);
        long position = TestJournal.Append(journal);
        using var cancel = new CancellationTokenSource();
        ValueTask impatient = journal.WaitForCommitAsync(position, cancel.Token);
        ValueTask patient = journal.WaitForCommitAsync(position, Cancellation);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await impatient);
        time.Advance(TimeSpan.FromMilliseconds(4));

        await patient;
    }

    [Fact]
    public async Task OpenReader_BehindTheEnd_PositionsGoOnFromThere()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await TestJournal.CommitAsync(journal, 10);
            // A store says it has 25 already: the disk lost 15.
            using JournalReader reader = journal.OpenReader(25);
            Assert.Equal(25, journal.NextPosition);
            Assert.Equal(25, journal.CommittedPosition);
            Assert.False(reader.TryRead(out _));
            await TestJournal.CommitAsync(journal, 5);
            Assert.Equal(TestJournal.Range(25, 30), TestJournal.ReadOn(reader));
        }

        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal([.. TestJournal.Range(0, 10), .. TestJournal.Range(25, 30)], TestJournal.ReadAll(again));
        Assert.Equal(0, again.Statistics.CorruptStretches);
    }

    [Fact]
    public async Task OpenReader_BehindTheEndWhileRecordsArePending_LosesNone()
    {
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk(), options => options.Linger = TimeSpan.FromMilliseconds(4), time);
        await TestJournal.CommitAsync(journal, 1);
        TestJournal.Append(journal);
        using JournalReader reader = journal.OpenReader(9);
        long last = TestJournal.Append(journal);
        time.Advance(TimeSpan.FromMilliseconds(4));
        await journal.WaitForCommitAsync(last, Cancellation);

        Assert.Equal([0L, 1L, 9L], TestJournal.ReadAll(journal));
        Assert.Equal([9L], TestJournal.ReadOn(reader));
    }

    [Fact]
    public async Task OpenReader_BehindTheEndOfAnEmptyJournal_PositionsGoOnFromThere()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk());
        using JournalReader reader = journal.OpenReader(7);
        using JournalReader fromStart = journal.OpenReader(0);
        Assert.False(fromStart.TryRead(out _));
        Assert.False(fromStart.WaitAsync(Cancellation).AsTask().IsCompleted);

        Assert.Equal(7, TestJournal.Append(journal));
        Assert.Equal(7, journal.FirstPosition);
        await reader.WaitAsync(Cancellation);

        Assert.Equal([7L], TestJournal.ReadOn(reader));
    }

    [Fact]
    public async Task TryRead_SegmentRecycledUnderTheReader_GoesOnAtTheOldestKept()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 10);
        using JournalReader reader = journal.OpenReader(0);
        Assert.True(reader.TryRead(out _));

        for (int i = 0; i < 40; i++)
        {
            await TestJournal.CommitAsync(journal, 10);
            journal.Release(journal.CommittedPosition);
        }

        List<long> read = TestJournal.ReadOn(reader);
        Assert.Equal(TestJournal.Range(journal.FirstPosition, 410), read.SkipWhile(position => position < journal.FirstPosition));
        Assert.Equal(410 - 1 - read.Count, reader.SkippedPositions);
        Assert.Equal(0, journal.Statistics.CorruptStretches);
    }

    [Fact]
    public async Task TryRead_CaughtUp_AllocatesNothing()
    {
        await using Storage.Journal.Journal journal = TestJournal.Open(new MemoryDisk(), options => options.SegmentBytes = 1024 * 1024);
        using JournalReader reader = journal.OpenReader(0);
        await TestJournal.CommitAsync(journal, 500);
        Assert.True(reader.TryRead(out _));

        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = 1;
        while (reader.TryRead(out Record _))
            count++;

        Assert.Equal(500, count);
        // Only the step from the small buffer to the large one, if that.
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 256 * 1024 + 100);
    }

    private static async Task<List<long>> FollowAsync(Storage.Journal.Journal journal, long from, long to)
    {
        var positions = new List<long>();
        using JournalReader reader = journal.OpenReader(0);
        while (reader.Position < to)
        {
            await reader.WaitAsync(Cancellation);
            positions.AddRange(TestJournal.ReadOn(reader).Where(position => position >= from));
        }

        return positions;
    }
}
