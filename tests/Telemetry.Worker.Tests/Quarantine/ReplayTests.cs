using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Testing;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Quarantine;

public sealed class ReplayTests : IAsyncDisposable
{
    private const string NewDevice = "  - { id: hs-7, system: heating, kind: station, site: here, title: { zh: 七, en: Seven } }\n  - { id: cam-7, system: water-safety, kind: camera, site: here, title: { zh: 七, en: Seven } }\n";

    private readonly TemporaryFolder _folder = new();
    private readonly TestIngest _ingest = new();
    private readonly AlertDatabase _alerts;
    private QuarantineStore _store;
    private QuarantineReader _reader;

    public ReplayTests()
    {
        _alerts = new AlertDatabase(_folder["alerts.db"]);
        (_store, _reader) = Start("quarantine.db");
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await _ingest.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task Run_AfterTheDeviceWasAdded_GivesRecordsWithTheTimesTheyHad()
    {
        long receivedAt = _ingest.NowMs;
        _ingest.Receive("city/town/heating/hs-7/telemetry", $$"""[{"ts":{{receivedAt - 2000}},"seq":4,"pressure":0.5},{"ts":{{receivedAt - 1000}},"pressure":0.6}]""");
        _ingest.Receive("city/town/heating/hs-7/telemetry", """{"flow":7}""");
        _ingest.Time.Advance(TimeSpan.FromHours(3));

        ReplayReport? report = await Replay(Fixed()).RunAsync(null, QuarantineFilter.All, dryRun: false, "li", default);

        Assert.Equal(2, report!.Counts[ReplayOutcome.Taken]);
        Assert.Equal([("hs-7", 2), ("hs-7", 1)], report.Results.Select(r => (r.Device!, r.Records)));
        IReadOnlyList<KeptRecord> records = await _ingest.Journal.ReadAsync();
        Assert.Equal([RecordKind.Replay, RecordKind.Reading, RecordKind.Reading, RecordKind.Replay, RecordKind.Reading], records.Skip(2).Select(r => r.Header.Kind));
        Assert.Equal(
            [(receivedAt - 2000, 4L), (receivedAt - 1000, -1L), (receivedAt, -1L)],
            records.Where(r => r.Header.Kind == RecordKind.Reading).Select(r => (r.Header.TimestampMs, r.Header.Sequence)));
        Assert.All(records.Where(r => r.Header.Kind == RecordKind.Reading), r => Assert.Equal((receivedAt, RecordFlags.Replayed, "hs-7"), (r.Header.ReceivedAtMs, r.Header.Flags, r.Device)));
        Assert.All(_store.List(QuarantineFilter.All, null, 10), m => Assert.Equal((_ingest.NowMs, "li"), (m.ReplayedAt, m.TriedBy)));
        Assert.Equal(
            [("li", "replay-quarantine", "all", "2 messages"), ("li", "replayed-quarantine", "all", "Taken 2")],
            _alerts.Read(c => c.Query<(string, string, string, string)>("SELECT who, action, subject, detail FROM audit ORDER BY rowid")));
    }

    [Fact]
    public async Task Run_ThatIsBrokenOff_IsInTheAuditLog()
    {
        _ingest.Receive("city/town/heating/hs-7/telemetry", """{"flow":7}""");
        await FirstAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Replay(Fixed()).RunAsync(null, QuarantineFilter.All, dryRun: false, "li", new CancellationToken(canceled: true)));

        Assert.Equal(
            ["1 messages", "not to its end (OperationCanceledException): "],
            _alerts.Read(c => c.Query<string>("SELECT detail FROM audit ORDER BY rowid")));
    }

    [Fact]
    public async Task Run_Again_TakesNothingTwiceAlsoWhenTheDatabaseIsMadeAgainFromTheJournal()
    {
        _ingest.Receive("city/town/heating/hs-7/telemetry", """{"flow":7}""");
        await Replay(Fixed()).RunAsync([0], QuarantineFilter.All, dryRun: false, "li", default);

        ReplayReport? again = await Replay(Fixed()).RunAsync([0, 0, 99], QuarantineFilter.All, dryRun: false, "li", default);
        await StopAsync();
        (_store, _reader) = Start("another.db");
        ReplayReport? afterLoss = await Replay(Fixed()).RunAsync(null, QuarantineFilter.All, dryRun: false, "li", default);

        Assert.Equal((1, 1), (again!.Counts[ReplayOutcome.AlreadyReplayed], again.Counts[ReplayOutcome.NotFound]));
        Assert.Empty(afterLoss!.Results);
        Assert.NotNull(_store.Find(0)!.ReplayedAt);
        Assert.Single(await _ingest.Journal.ReadAsync(), r => r.Header.Kind == RecordKind.Reading);
    }

    [Fact]
    public async Task Run_StillWrong_StaysWithTheNewReason()
    {
        _ingest.Receive("city/town/heating/hs-7/telemetry", """{"flow":7,"flow":8}""");
        Assert.Equal("unknown-device", (await FirstAsync()).Reason);

        ReplayReport? report = await Replay(Fixed()).RunAsync([0], QuarantineFilter.All, dryRun: false, "li", default);

        Assert.Equal((ReplayOutcome.Refused, RejectReason.DuplicateKey), (report!.Results[0].Outcome, report.Results[0].Reason));
        QuarantinedMessage kept = await FirstAsync();
        Assert.Equal(("duplicate-key", "li", null), (kept.Reason, kept.TriedBy, kept.ReplayedAt));
        Assert.DoesNotContain(await _ingest.Journal.ReadAsync(), r => r.Header.Kind == RecordKind.Reading);
    }

    [Fact]
    public async Task Run_Dry_SaysWhatWouldHappenAndChangesNothing()
    {
        _ingest.Receive("city/town/heating/hs-7/telemetry", """{"flow":7}""");
        _ingest.Receive("city/town/heating/hs-7/status", """{"online":"yes"}""");
        _ingest.Receive("city/town/water-safety/cam-7/snapshot/s-1", Pictures.Png());

        ReplayReport? report = await Replay(Fixed()).RunAsync(null, QuarantineFilter.All, dryRun: true, "li", default);

        Assert.Equal([ReplayOutcome.Taken, ReplayOutcome.NotReplayable, ReplayOutcome.Taken], report!.Results.Select(r => r.Outcome));
        Assert.Equal(3, (await _ingest.Journal.ReadAsync()).Count);
        Assert.Empty(Directory.GetFiles(_ingest.SnapshotFolder.Path));
        Assert.Equal(0, _alerts.Read(c => c.ExecuteScalar<long>("SELECT count(*) FROM audit")));
        Assert.Null((await FirstAsync()).TriedAt);
    }

    [Fact]
    public async Task Run_ASenmlMessage_IsReadByTheContentTypeItHad()
    {
        _ingest.Receive("city/town/heating/hs-7/telemetry", """[{"n":"flow","v":7}]""", contentType: "application/senml+json");
        Assert.Equal("application/senml+json", (await FirstAsync()).ContentType);

        ReplayReport? report = await Replay(Fixed()).RunAsync([0], QuarantineFilter.All, dryRun: false, "li", default);

        Assert.Equal(ReplayOutcome.Taken, report!.Results[0].Outcome);
        Assert.Contains("flow=7", (await _ingest.Journal.ReadAsync())[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_APicture_IsKeptAsOldAsItIs()
    {
        long receivedAt = _ingest.NowMs;
        _ingest.Receive("city/town/water-safety/cam-7/snapshot/s-1", Pictures.Png());
        _ingest.Time.Advance(TimeSpan.FromDays(2));
        City city = Fixed();

        ReplayReport? report = await Replay(city).RunAsync([0], QuarantineFilter.All, dryRun: false, "li", default);

        Assert.Equal((ReplayOutcome.Taken, 1), (report!.Results[0].Outcome, report.Results[0].Records));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(receivedAt).UtcDateTime, File.GetLastWriteTimeUtc(_ingest.Snapshots.Find("cam-7", "s-1")!), TimeSpan.FromSeconds(1));
        KeptRecord record = (await _ingest.Journal.ReadAsync())[^1];
        Assert.Equal((RecordKind.Snapshot, RecordFlags.Replayed, receivedAt), (record.Header.Kind, record.Header.Flags, record.Header.ReceivedAtMs));
    }

    [Fact]
    public async Task Attempt_APicture_IsWrittenBeforeTheCityIsHeldAndNotWhileItIs()
    {
        _ingest.Receive("city/town/water-safety/cam-7/snapshot/s-1", Pictures.Png());
        QuarantinedMessage message = await FirstAsync();
        var now = new CityView(Fixed(), "city");
        var attempt = new ReplayAttempt(now.City, _ingest.Snapshots, _ingest.Options, _ingest.Journal.Journal);

        Assert.Equal(ReplayOutcome.Taken, attempt.Run(now, message, new RecordGroup()).Outcome);
        Assert.Null(_ingest.Snapshots.Find("cam-7", "s-1"));
        Assert.Equal(RejectReason.None, attempt.KeepPicture(now, message));

        Assert.NotNull(_ingest.Snapshots.Find("cam-7", "s-1"));
    }

    [Fact]
    public async Task Run_TwoEventsOfOneMillisecond_StayTwo()
    {
        long at = _ingest.NowMs;
        for (int i = 0; i < 2; i++)
            _ingest.Receive("city/town/water-safety/cam-7/event", $$"""{"ts":{{at}},"event":"intrusion","confidence":0.9}""");

        await Replay(Fixed()).RunAsync(null, QuarantineFilter.All, dryRun: false, "li", default);

        string[] stamps = [.. (await _ingest.Journal.ReadAsync()).Where(r => r.Header.Kind == RecordKind.Event).Select(r => r.Text.TrimEnd().Split(' ')[^1])];
        Assert.Equal(2, stamps.Distinct().Count());
        Assert.All(stamps, stamp => Assert.Equal(at, long.Parse(stamp, System.Globalization.CultureInfo.InvariantCulture) / 1_000_000));
    }

    private static City Fixed() => TestCity.Load(TestCity.Places.TrimEnd() + "\n" + NewDevice);

    private QuarantineReplay Replay(City city) =>
        new(_store, _reader, _ingest.Journal.Log, new CityInForce(city, "city"), _ingest.Snapshots, _ingest.Options, _alerts, _ingest.Time);

    private async Task<QuarantinedMessage> FirstAsync()
    {
        await Eventually.TrueAsync(() => _reader.Position >= _ingest.Journal.Journal.NextPosition);
        return _store.Find(0)!;
    }

    private (QuarantineStore Store, QuarantineReader Reader) Start(string file)
    {
        var store = new QuarantineStore(_folder[file]);
        var reader = new QuarantineReader(
            _ingest.Journal.Log, store, new JournalRetention(_ingest.Journal.Journal, [nameof(QuarantineReader)]), new QuarantineOptions(), NullLogger<QuarantineReader>.Instance);
        reader.StartAsync(default).GetAwaiter().GetResult();
        return (store, reader);
    }

    private async Task StopAsync()
    {
        await _reader.StopAsync(default);
        _reader.Dispose();
    }
}
