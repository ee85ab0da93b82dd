using Telemetry.Storage.Journal;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Journal;

/// <summary>Segments that nobody needs any more, and how long they stay.</summary>
public sealed class KeepTests
{
    private const int Segment = 16 * 1024;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Release_WithinKeepBytes_KeepsAndThenRecyclesTheOldest()
    {
        var disk = new MemoryDisk();
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = Open(disk, time, options => options.KeepBytes = 3 * Segment);
        int createdEarly = 0;
        for (int i = 0; i < 200; i++)
        {
            await AppendAsync(journal, time);
            journal.Release(journal.CommittedPosition);
            Assert.InRange(journal.Statistics.KeptBytes, 0, 3 * Segment);
            if (i == 60)
                createdEarly = disk.Created;
        }

        Assert.Equal(3 * Segment, journal.Statistics.KeptBytes);
        Assert.True(disk.Created <= createdEarly + 1, $"{disk.Created} segments were created, {createdEarly} of them early");
        Assert.Equal(journal.CommittedPosition - journal.FirstPosition, Count(journal));
    }

    [Fact]
    public async Task Time_Passes_KeptSegmentsGoWithoutARelease()
    {
        var disk = new MemoryDisk();
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = Open(disk, time);
        for (int i = 0; i < 20; i++)
            await AppendAsync(journal, time);
        journal.Release(journal.CommittedPosition);
        Assert.Equal(0, journal.FirstPosition);

        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, journal.FirstPosition);
        time.Advance(TimeSpan.FromHours(2));

        Assert.Equal(0, journal.Statistics.KeptBytes);
        // The newest one stays: it tells the next position.
        Assert.InRange(journal.FirstPosition, 1, journal.CommittedPosition - 1);
    }

    [Fact]
    public async Task Time_Passes_WhatIsNotReleasedStays()
    {
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = Open(new MemoryDisk(), time);
        for (int i = 0; i < 20; i++)
            await AppendAsync(journal, time);
        journal.Release(0, journal.CommittedPosition);

        time.Advance(TimeSpan.FromDays(30));

        Assert.Equal(0, journal.FirstPosition);
        Assert.Equal(0, journal.Statistics.KeptBytes);
    }

    [Fact]
    public async Task Append_AtMaximumBytes_UsesKeptSegmentsFirst()
    {
        var time = new ManualTimeProvider();
        await using Storage.Journal.Journal journal = Open(new MemoryDisk(), time, options => options.MaximumBytes = 4 * Segment);
        for (int i = 0; i < 100; i++)
        {
            await AppendAsync(journal, time);
            journal.Release(journal.CommittedPosition);
        }

        Assert.True(journal.Bytes <= 4 * Segment);
        Assert.Equal(0, journal.Statistics.DroppedSegments);
        Assert.True(journal.Statistics.KeptBytes > 0);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(25, false)]
    // The clock was set back, or had been ahead: nothing can be said of the age, so it begins anew.
    [InlineData(-5_000, true)]
    public async Task Open_AfterSomeHours_AgesOfFoundSegmentsAreTheirRecords(int hours, bool areKept)
    {
        var disk = new MemoryDisk();
        var time = new ManualTimeProvider();
        await using (Storage.Journal.Journal journal = Open(disk, time))
        {
            for (int i = 0; i < 20; i++)
                await AppendAsync(journal, time);
        }

        var later = new ManualTimeProvider(time.GetUtcNow() + TimeSpan.FromHours(hours));
        await using Storage.Journal.Journal again = Open(disk, later);
        Assert.Equal(0, again.FirstPosition);
        again.Release(again.CommittedPosition);
        Assert.Equal(areKept, again.FirstPosition == 0);

        // And none stays for ever.
        later.Advance(TimeSpan.FromHours(25));
        Assert.Equal(0, again.Statistics.KeptBytes);
    }

    [Theory]
    [InlineData(-3650)]
    [InlineData(3650)]
    public async Task Clock_Steps_NothingGoesEarlierOrLater(int days)
    {
        var time = new SteppingTimeProvider();
        await using Storage.Journal.Journal journal = Open(new MemoryDisk(), time);
        for (int i = 0; i < 10; i++)
            await AppendAsync(journal, time);
        time.Step(TimeSpan.FromDays(days));
        for (int i = 0; i < 10; i++)
            await AppendAsync(journal, time);
        journal.Release(journal.CommittedPosition);
        Assert.Equal(0, journal.FirstPosition);

        time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, journal.FirstPosition);
        time.Advance(TimeSpan.FromHours(2));
        Assert.Equal(0, journal.Statistics.KeptBytes);
    }

    [Fact]
    public async Task Open_FirstBlockOfASegmentDamaged_AgeIsThatOfItsFirstGoodOne()
    {
        var disk = new MemoryDisk();
        var time = new ManualTimeProvider();
        await using (Storage.Journal.Journal journal = Open(disk, time))
        {
            for (int i = 0; i < 20; i++)
                await AppendAsync(journal, time);
        }

        byte[] second = disk.Content("000000000002.journal");
        second.AsSpan(JournalFormat.FirstBlock, 512).Clear();
        disk.With("000000000002.journal", second);
        await using Storage.Journal.Journal again = Open(disk, new ManualTimeProvider(time.GetUtcNow() + TimeSpan.FromHours(1)));
        again.Release(again.CommittedPosition);

        Assert.Equal(0, again.FirstPosition);
    }

    [Fact]
    public async Task Release_DiskRefusesToRename_IsTriedAgainWithTheNext()
    {
        var disk = new MemoryDisk();
        await using Storage.Journal.Journal journal = TestJournal.Open(disk);
        await TestJournal.CommitAsync(journal, 300);
        disk.FailRenames = true;
        journal.Release(150);
        Assert.Contains("000000000001.journal", disk.List());
        disk.FailRenames = false;

        journal.Release(300);
        await TestJournal.CommitAsync(journal, 300);

        Assert.DoesNotContain("000000000001.journal", disk.List());
        Assert.Null(journal.Failure);
        Assert.Equal(TestJournal.Range(journal.FirstPosition, 600), TestJournal.ReadAll(journal, journal.FirstPosition));
    }

    private static Storage.Journal.Journal Open(MemoryDisk disk, TimeProvider time, Action<JournalOptions>? change = null) =>
        TestJournal.Open(
            disk,
            options =>
            {
                options.KeepBytes = 1 << 30;
                options.KeepFor = TimeSpan.FromHours(24);
                change?.Invoke(options);
            },
            time);

    /// <summary>Commits ten records of the present time.</summary>
    private static async Task AppendAsync(Storage.Journal.Journal journal, TimeProvider time)
    {
        long now = time.GetUtcNow().ToUnixTimeMilliseconds();
        long last = -1;
        for (int i = 0; i < 10; i++)
            last = journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, now, now), "hs-0001"u8, new byte[400]);
        await journal.WaitForCommitAsync(last, Cancellation);
    }

    private static long Count(Storage.Journal.Journal journal)
    {
        using JournalReader reader = journal.OpenReader(0);
        long count = 0;
        while (reader.TryRead(out _))
            count++;
        return count;
    }

    /// <summary>A clock that somebody sets while time goes on as before.</summary>
    private sealed class SteppingTimeProvider : TimeProvider
    {
        private readonly ManualTimeProvider _elapsed = new();
        private TimeSpan _step;

        public override long TimestampFrequency => _elapsed.TimestampFrequency;

        public void Step(TimeSpan by) => _step += by;

        public void Advance(TimeSpan by) => _elapsed.Advance(by);

        public override DateTimeOffset GetUtcNow() => _elapsed.GetUtcNow() + _step;

        public override long GetTimestamp() => _elapsed.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            _elapsed.CreateTimer(callback, state, dueTime, period);
    }
}
