using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>How big a journal becomes, and what it does then.</summary>
public sealed class BoundsTests
{
    private const int Segment = 16 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_ReadersPassed_RecyclesInsteadOfCreating()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, options => options.MaximumBytes = 6 * Segment);
        using JournalReader reader = journal.OpenReader(0);
        int createdEarly = 0;
        for (int i = 0; i < 200; i++)
        {
            await TestJournal.CommitAsync(journal, 10);
            long from = reader.Position;
            Assert.Equal(TestJournal.Range(from, from + 10), TestJournal.ReadOn(reader));
            journal.Release(reader.Position);
            if (i == 20)
                createdEarly = disk.Created;
        }

        Assert.True(disk.Created <= createdEarly + 1, $"{disk.Created} segments were created, {createdEarly} of them early");
        Assert.True(journal.Bytes <= 6 * Segment);
        Assert.True(journal.FirstPosition > 1900);
        Assert.Equal(0, journal.Statistics.DroppedSegments);
        Assert.Equal(TestJournal.Range(journal.FirstPosition, 2000), TestJournal.ReadAll(journal));
    }

    [Fact]
    public async Task Release_ThenReopened_KeepsWhatWasNotReleasedAndGoesOnCounting()
    {
        var disk = new MemoryDisk();
        long first;
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
        {
            await TestJournal.CommitAsync(journal, 300);
            journal.Release(300);
            first = journal.FirstPosition;
            Assert.InRange(first, 1, 299);
        }

        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal(first, again.FirstPosition);
        Assert.Equal(300, again.NextPosition);
        await TestJournal.CommitAsync(again, 300);
        Assert.Equal(TestJournal.Range(first, 600), TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task Release_SegmentStillNeeded_StaysWhole()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 300);

        journal.Release(150);

        Assert.InRange(journal.FirstPosition, 1, 150);
        Assert.Equal(TestJournal.Range(150, 300), TestJournal.ReadAll(journal, 150));
    }

    [Fact]
    public async Task Append_FullAndWait_CommitsAgainOnceReadersReleased()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, Waiting);
        long committed = await FillAsync(journal);
        Assert.True(journal.Statistics.IsFull);
        Assert.Null(journal.Failure);
        Assert.Equal(0, journal.Statistics.DroppedSegments);

        journal.Release(committed);
        await TestJournal.CommitAsync(journal, 1);

        Assert.False(journal.Statistics.IsFull);
        Assert.Equal(TestJournal.Range(journal.FirstPosition, journal.NextPosition), TestJournal.ReadAll(journal));
    }

    [Fact]
    public async Task WaitForRoomAsync_Full_WaitsUntilThereIsRoom()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, Waiting);
        long committed = await FillAsync(journal);
        while (journal.Statistics.PendingBytes < 64 * 1024)
            TestJournal.Append(journal);

        ValueTask room = journal.WaitForRoomAsync(Cancellation);
        Assert.False(room.IsCompleted);
        journal.Release(committed);

        // All that waited needs more than was released: a reader goes on releasing what it read.
        using var done = new CancellationTokenSource();
        Task draining = DrainAsync(journal, committed, done.Token);
        await room;
        await done.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => draining);
    }

    [Fact]
    public async Task WaitForRoomAsync_Cancelled_Throws()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, Waiting);
        await FillAsync(journal);
        while (journal.Statistics.PendingBytes < 64 * 1024)
            TestJournal.Append(journal);
        using var cancel = new CancellationTokenSource();

        ValueTask room = journal.WaitForRoomAsync(cancel.Token);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await room);
    }

    [Fact]
    public async Task Append_FarBeyondMaximumPending_ThrowsAndLosesNothingBefore()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk, Waiting);
        long committed = await FillAsync(journal);

        Assert.Throws<InvalidOperationException>(() =>
        {
            for (int i = 0; i < 100_000; i++)
                TestJournal.Append(journal);
        });

        Assert.Equal(committed, journal.CommittedPosition);
        Assert.True(journal.Statistics.PendingBytes <= 6 * 64 * 1024);
    }

    [Fact]
    public async Task DisposeAsync_Full_EndsAndKeepsWhatWasCommitted()
    {
        var disk = new MemoryDisk();
        Storage.Journal.Journal journal = TestJournal.Open(disk, Waiting);
        long committed = await FillAsync(journal);

        await journal.DisposeAsync();

        await using Storage.Journal.Journal again = TestJournal.Open(disk);
        Assert.Equal(TestJournal.Range(0, committed), TestJournal.ReadAll(again));
    }

    [Fact]
    public async Task Release_AfterClosing_LeavesTheFolderAlone()
    {
        var disk = new MemoryDisk();
        Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 300);
        await journal.DisposeAsync();
        int operations = disk.Operations;

        journal.Release(300);

        Assert.Equal(operations, disk.Operations);
    }

    [Fact]
    public async Task Append_SegmentSizeChanged_OldSegmentsStayReadableAndAreNotRecycled()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = TestJournal.Open(disk))
            await TestJournal.CommitAsync(journal, 300);
        await using Storage.Journal.Journal again = TestJournal.Open(disk, options => options.SegmentBytes = 2 * Segment);
        await TestJournal.CommitAsync(again, 300);

        Assert.Equal(TestJournal.Range(0, 600), TestJournal.ReadAll(again));
        again.Release(600);
        await TestJournal.CommitAsync(again, 300);
        // Ends the preparation of the next segment, too.
        await again.DisposeAsync();
        Assert.All(disk.List(), name => Assert.Equal(2 * Segment, disk.Content(name).Length));
    }

    [Theory]
    [InlineData("Linger", -1)]
    [InlineData("Linger", 101)]
    [InlineData("CommitBytes", 100)]
    [InlineData("SegmentBytes", 16 * 1024 + 1)]
    [InlineData("SegmentBytes", 4096)]
    [InlineData("MaximumBytes", 16 * 1024)]
    [InlineData("MaximumPendingBytes", 1)]
    [InlineData("WhenFull", 7)]
    [InlineData("ReserveBytes", -1)]
    [InlineData("KeepFor", -1)]
    [InlineData("KeepBytes", -1)]
    [InlineData("Folder", 0)]
    public void Open_OptionOutOfRange_IsRefusedByName(string option, int value)
    {
        JournalOptions options = TestJournal.Options();
        switch (option)
        {
            case "Linger": options.Linger = TimeSpan.FromMilliseconds(value); break;
            case "CommitBytes": options.CommitBytes = value; break;
            case "SegmentBytes": options.SegmentBytes = value; break;
            case "MaximumBytes": options.MaximumBytes = value; break;
            case "MaximumPendingBytes": options.MaximumPendingBytes = value; break;
            case "ReserveBytes": options.ReserveBytes = value; break;
            case "KeepFor": options.KeepFor = TimeSpan.FromMilliseconds(value); break;
            case "KeepBytes": options.KeepBytes = value; break;
            case "WhenFull": options.WhenFull = (WhenFull)value; break;
            default: options.Folder = " "; break;
        }

        ArgumentException refused = Assert.Throws<ArgumentException>(() => Storage.Journal.Journal.Open(options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance));

        Assert.Contains(option, refused.Message, StringComparison.Ordinal);
        Assert.Single(options.Validate());
    }

    private static void Waiting(JournalOptions options)
    {
        options.MaximumBytes = 3 * Segment;
        options.MaximumPendingBytes = 64 * 1024;
        options.WhenFull = WhenFull.Wait;
    }

    private static async Task DrainAsync(Storage.Journal.Journal journal, long from, CancellationToken cancellationToken)
    {
        using JournalReader reader = journal.OpenReader(from);
        while (await reader.WaitAsync(cancellationToken))
        {
            TestJournal.ReadOn(reader);
            journal.Release(reader.Position);
        }
    }

    /// <summary>Appends until nothing is committed any more for want of room; returns the committed position.</summary>
    private static async Task<long> FillAsync(Storage.Journal.Journal journal)
    {
        while (!journal.Statistics.IsFull)
        {
            // Less than a release of everything makes room for.
            if (journal.Statistics.PendingBytes < Segment / 2)
                TestJournal.Append(journal);
            else
                await Task.Yield();
        }

        return journal.CommittedPosition;
    }
}
