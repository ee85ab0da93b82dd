using Telemetry.Mqtt.Publishing;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class CommitLogTests
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(100);

    [Fact]
    public async Task Receipt_BeforeTheCommit_IsNotDurableAndAfterItIsAcknowledged()
    {
        var time = new ManualTimeProvider();
        await using var journal = new TestJournal(linger: Linger, time: time);
        journal.Append(RecordKind.Tick, "", "");
        await journal.CommitAsync();
        var origin = new TestOrigin();

        // The second commit may not start before the linger has passed on the journal's clock, which stands.
        var receipt = new Receipt(journal.Log, journal.Append(RecordKind.Tick, "", ""));
        origin.Add(receipt);

        Assert.False(receipt.IsDurable);
        Assert.Equal(0, origin.Acknowledged);
        time.Advance(Linger);
        await Eventually.TrueAsync(() => origin.Acknowledged == 1);
        Assert.True(receipt.IsDurable);
    }

    [Fact]
    public async Task Await_OfAnOriginThatStillWaits_IsAskedAgainAtTheNextCommit()
    {
        await using var journal = new TestJournal();
        var origin = new CountedOrigin(answers: [true, true, false]);
        journal.Log.Await(origin);

        for (int i = 1; i <= 5; i++)
        {
            journal.Append(RecordKind.Tick, "", "");
            await journal.CommitAsync();
            int expected = Math.Min(i, 3);
            await Eventually.TrueAsync(() => origin.Asked == expected);
        }

        Assert.Equal(3, origin.Asked);
    }

    [Fact]
    public async Task RacingOrigins_LoseNoAcknowledgement()
    {
        await using var journal = new TestJournal(segmentBytes: 4 << 20);
        TestOrigin[] origins = [.. Enumerable.Range(0, 4).Select(_ => new TestOrigin())];

        await Task.WhenAll(origins.Select(origin => Task.Run(() =>
        {
            for (int i = 0; i < 2_000; i++)
                origin.Add(new Receipt(journal.Log, journal.Append(RecordKind.Tick, "", "")));
        })));

        await Eventually.TrueAsync(() => origins.All(o => o.Acknowledged == 2_000), "An origin waits for ever.");
    }

    [Fact]
    public async Task BrokerLog_ReplaysWhatWasAppendedInOrder()
    {
        await using var journal = new TestJournal();
        var log = new BrokerLog(journal.Log, TimeProvider.System);
        Assert.Equal(0, log.NextPosition);
        Receipt receipt = log.Append("one"u8);
        log.Append([]);
        log.Append("three"u8);
        await journal.CommitAsync();
        Assert.True(receipt.IsDurable);

        await journal.ReopenAsync();

        Assert.Equal(["one", "", "three"], Replay(journal));
        Assert.Equal(3, new BrokerLog(journal.Log, TimeProvider.System).NextPosition);
    }

    [Fact]
    public async Task BrokerLog_ReleasedOperations_AreGoneOnceTheirSegmentIsPassed()
    {
        await using var journal = new TestJournal(segmentBytes: 16 * 1024);
        var log = new BrokerLog(journal.Log, TimeProvider.System);
        byte[] operation = new byte[4_000];
        for (int i = 0; i < 12; i++)
        {
            log.Append(operation);
            await journal.CommitAsync();
        }

        log.Release(11);

        Assert.InRange(Replay(journal).Count, 1, 4);
        Assert.True(journal.Journal.FirstPosition > 0);
    }

    [Fact]
    public async Task Retention_ReleasesWhatEveryReaderHasPassed()
    {
        await using var journal = new TestJournal(segmentBytes: 16 * 1024);
        var retention = new JournalRetention(journal.Journal, ["alerts", "store"]);
        for (int i = 0; i < 12; i++)
        {
            journal.Append(RecordKind.Tick, "", new string('x', 4_000));
            await journal.CommitAsync();
        }

        retention.Passed("alerts", 12);
        Assert.Equal(0, journal.Journal.FirstPosition);
        retention.Passed("store", 8);
        long afterBoth = journal.Journal.FirstPosition;
        Assert.InRange(afterBoth, 1, 8);
        retention.Passed("alerts", 3);
        retention.Passed("store", 12);
        Assert.True(journal.Journal.FirstPosition > afterBoth);
    }

    [Fact]
    public async Task Retention_OnlyTheStoreLags_LetsAFullJournalYieldButNothingElse()
    {
        await using var journal = new TestJournal(segmentBytes: 16 * 1024, segments: 4);
        var retention = new JournalRetention(journal.Journal, ["alerts", "store"], mayMiss: "store");
        Assert.False(retention.HasHeardAll);
        retention.Passed("store", 0);
        while (!journal.Journal.Statistics.IsFull)
        {
            if (journal.Journal.Statistics.PendingBytes < 8_000)
                journal.Append(RecordKind.Reading, "hs-1", new string('x', 4_000));
            await Task.Yield();
        }

        // The alerts have not passed anything: nothing may go.
        Assert.Equal(0, journal.Journal.FirstPosition);
        retention.Passed("alerts", journal.Journal.CommittedPosition);
        await journal.CommitAsync();

        Assert.True(retention.HasHeardAll);
        Assert.True(journal.Journal.Statistics.DroppedRecords > 0);
    }

    private static List<string> Replay(TestJournal journal)
    {
        var operations = new List<string>();
        new BrokerLog(journal.Log, TimeProvider.System).Replay(operation => operations.Add(System.Text.Encoding.UTF8.GetString(operation)));
        return operations;
    }

    private sealed class CountedOrigin(bool[] answers) : PublishOrigin
    {
        private int _asked;

        public override string ClientId => "counted";

        public override string? UserName => null;

        public int Asked => Volatile.Read(ref _asked);

        public override bool Acknowledge() => answers[Interlocked.Increment(ref _asked) - 1];
    }
}
