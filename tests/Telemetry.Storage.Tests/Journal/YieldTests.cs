using Telemetry.Storage.Journal;
using Record = Telemetry.Storage.Journal.Record;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>A full journal that gives up what only a lagging store still wants, and never more than that.</summary>
public sealed class YieldTests
{
    private const int Segment = 16 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Append_FullAndYield_DropsTheOldestReadingsAndCountsThem()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk);
        using JournalReader lagging = journal.OpenReader(0);
        await AppendAsync(journal, 20);
        Assert.True(lagging.TryRead(out _));

        for (int i = 0; i < 50; i++)
            await AppendAsync(journal, 20);

        // Ends what is being dropped.
        await journal.DisposeAsync();
        JournalStatistics statistics = journal.Statistics;
        Assert.True(statistics.Bytes <= 4 * Segment);
        Assert.True(statistics.DroppedSegments > 0);
        Assert.Equal(journal.FirstPosition, statistics.DroppedRecords);
        Assert.Equal((0, 0), (statistics.DroppedEvents, statistics.KeptEvents));
        Assert.False(statistics.IsFull);

        // The lagging reader has some of the first segment in its buffer, then goes on where records still are.
        List<long> read = Positions(lagging);
        Assert.Equal(TestJournal.Range(journal.FirstPosition, 1020), read.Where(position => position >= journal.FirstPosition));
        Assert.Equal(1019 - read.Count, lagging.SkippedPositions);
        Assert.Equal(0, journal.Statistics.CorruptStretches);
    }

    [Fact]
    public async Task Append_ReleasedByAll_IsNoLoss()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk, options => options.KeepBytes = 1 << 30);
        for (int i = 0; i < 50; i++)
        {
            await AppendAsync(journal, 20);
            journal.Release(journal.CommittedPosition);
        }

        Assert.True(journal.FirstPosition > 0);
        Assert.Equal((0, 0), (journal.Statistics.DroppedSegments, journal.Statistics.DroppedRecords));
    }

    [Fact]
    public async Task Append_ReleasedInPart_CountsOnlyWhatTheStoreHadNotPassed()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk);
        await AppendAsync(journal, 20);
        journal.Release(7, journal.CommittedPosition);

        while (journal.Statistics.DroppedSegments == 0)
            await AppendAsync(journal, 20);

        await journal.DisposeAsync();
        Assert.Equal(journal.FirstPosition - 7, journal.Statistics.DroppedRecords);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(40)]
    public async Task Append_FullAndYield_EveryEventIsStillThereOnce(int every)
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk, options => options.MaximumBytes = 12 * Segment);
        var sent = new List<long>();
        for (int i = 0; i < 60 * 20; i++)
        {
            // Little ones among big readings: however long the store is away, they must find room.
            bool isEvent = i % every == 0 && sent.Count < 150;
            long position = journal.Append(Header(isEvent ? RecordKind.Event : RecordKind.Reading, i), "cam-01"u8, isEvent ? BitConverter.GetBytes((long)i) : new byte[500]);
            if (isEvent)
                sent.Add(i);
            if (i % 20 == 19)
            {
                await journal.WaitForCommitAsync(position, Cancellation);
                journal.Release(0, journal.CommittedPosition);
            }
        }

        // Ends what is being carried over.
        await journal.DisposeAsync();
        Assert.True(journal.Statistics.DroppedSegments > 10);
        Assert.Equal(0, journal.Statistics.DroppedEvents);
        Assert.True(journal.Statistics.KeptEvents >= sent.Count / 2);
        await using Storage.Journal.Journal again = Open(disk);
        List<Event> events = Events(again);
        Assert.Equal(sent, events.Select(e => e.Number).Distinct().Order());
        Assert.Contains(events, e => e.Header.Flags == (RecordFlags.Will | RecordFlags.Kept));
        Assert.All(events, e => Assert.Equal(Header(RecordKind.Event, e.Number), e.Header with { Flags = e.Header.Flags & ~RecordFlags.Kept }));
    }

    [Fact]
    public async Task Append_MoreEventsThanHalfASegment_LosesAndCountsTheRest()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk);
        long appended = 0;
        while (journal.Statistics.DroppedEvents == 0)
        {
            long last = -1;
            for (int i = 0; i < 20; i++, appended++)
                last = journal.Append(Header(RecordKind.Event, appended), "cam-01"u8, BitConverter.GetBytes(appended));
            await journal.WaitForCommitAsync(last, Cancellation);
            journal.Release(0, journal.CommittedPosition);
        }

        // Ends what is being carried over.
        await journal.DisposeAsync();
        JournalStatistics end = journal.Statistics;
        Assert.True(end.DroppedEvents > 0);
        Assert.Equal(0, end.DroppedRecords);
        await using Storage.Journal.Journal again = Open(disk);
        int there = Events(again).Select(e => e.Number).Distinct().Count();
        // One that was carried over may be lost when its copy has to go.
        Assert.InRange(appended - there, 1, end.DroppedEvents);
    }

    [Fact]
    public async Task Append_OthersHaveNotPassed_WaitsAndLosesNothingUntilTheyHave()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk);
        long committed = await FillAsync(journal);
        Assert.True(journal.Statistics.IsFull);
        Assert.Equal(0, journal.FirstPosition);
        Assert.Equal(0, journal.Statistics.DroppedSegments);

        // Not yet the whole first segment.
        journal.Release(0, 3);
        Assert.Equal(committed, journal.CommittedPosition);
        journal.Release(0, committed);
        await journal.WaitForCommitAsync(journal.NextPosition - 1, Cancellation);

        Assert.False(journal.Statistics.IsFull);
        Assert.True(journal.Statistics.DroppedSegments > 0);
    }

    [Fact]
    public async Task DisposeAsync_FullWithEventsToCarry_EndsAndKeepsWhatWasCommitted()
    {
        var disk = new MemoryDisk();
        Storage.Journal.Journal journal = Open(disk);
        long committed = await FillAsync(journal, RecordKind.Event);

        await journal.DisposeAsync();
        journal.Release(0, committed);

        await using Storage.Journal.Journal again = Open(disk);
        Assert.Equal(TestJournal.Range(0, committed), Events(again).Select(e => e.Number));
    }

    [Fact]
    public async Task Append_DiskFullBeforeTheLimit_YieldsToo()
    {
        var disk = new MemoryDisk { Capacity = 3 * Segment };
        await using Storage.Journal.Journal journal = Open(disk, options => options.MaximumBytes = 64 * Segment);

        for (int i = 0; i < 50; i++)
            await AppendAsync(journal, 20);

        await journal.DisposeAsync();
        Assert.Null(journal.Failure);
        Assert.True(journal.Statistics.DroppedSegments > 0);
        Assert.Equal(1000 - journal.FirstPosition, Positions(journal.OpenReader(0)).Count);
    }

    [Fact]
    public async Task Append_LimitLoweredSinceTheLastStart_ShrinksToIt()
    {
        var disk = new MemoryDisk();
        await using (Storage.Journal.Journal journal = Open(disk, options => options.MaximumBytes = 20 * Segment))
        {
            for (int i = 0; i < 20; i++)
                await AppendAsync(journal, 20);
        }

        await using Storage.Journal.Journal again = Open(disk, options => options.MaximumBytes = 4 * Segment);
        Assert.True(again.Bytes > 10 * Segment);
        again.Release(0, again.CommittedPosition);
        for (int i = 0; i < 20; i++)
            await AppendAsync(again, 20);

        Assert.InRange(again.Bytes, Segment, 4 * Segment);
    }

    [Fact]
    public async Task Append_VictimCannotBeRead_IsDroppedAndCountedAllTheSame()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = Open(disk);
        await AppendAsync(journal, 20);
        disk.FailReads = true;

        while (journal.Statistics.DroppedSegments == 0)
            await AppendAsync(journal, 20);

        await journal.DisposeAsync();
        Assert.Equal(journal.FirstPosition, journal.Statistics.DroppedRecords);
        Assert.Null(journal.Failure);
    }

    private static Storage.Journal.Journal Open(MemoryDisk disk, Action<JournalOptions>? change = null) =>
        TestJournal.Open(disk, options =>
        {
            options.MaximumBytes = 4 * Segment;
            options.WhenFull = WhenFull.Yield;
            change?.Invoke(options);
        });

    /// <summary>Commits readings; everybody but the store passes them.</summary>
    private static async Task AppendAsync(Storage.Journal.Journal journal, int count)
    {
        long last = -1;
        for (int i = 0; i < count; i++)
            last = journal.Append(Header(RecordKind.Reading, i), "hs-0001"u8, new byte[300]);
        await journal.WaitForCommitAsync(last, Cancellation);
        journal.Release(0, journal.CommittedPosition);
    }

    /// <summary>Appends until nothing is committed any more; returns the committed position.</summary>
    private static async Task<long> FillAsync(Storage.Journal.Journal journal, RecordKind kind = RecordKind.Reading)
    {
        while (!journal.Statistics.IsFull)
        {
            if (journal.Statistics.PendingBytes < Segment / 2)
                journal.Append(Header(kind, journal.NextPosition), "hs-0001"u8, BitConverter.GetBytes(journal.NextPosition));
            else
                await Task.Yield();
        }

        return journal.CommittedPosition;
    }

    private static RecordHeader Header(RecordKind kind, long number) =>
        new(kind, RecordFlags.Will, Quality.Good, TimestampSource.Device, 1_763_700_000_000 + number, 1_763_600_000_000 + number, number);

    private static List<long> Positions(JournalReader reader)
    {
        var positions = new List<long>();
        while (reader.TryRead(out Record record))
            positions.Add(record.Position);
        return positions;
    }

    private static List<Event> Events(Storage.Journal.Journal journal)
    {
        var events = new List<Event>();
        using JournalReader reader = journal.OpenReader(0);
        while (reader.TryRead(out Record record))
        {
            if (record.Header.Kind == RecordKind.Event)
                events.Add(new Event(record.Position, BitConverter.ToInt64(record.Body), record.Header));
        }

        return events;
    }

    private sealed record Event(long Position, long Number, RecordHeader Header);
}
