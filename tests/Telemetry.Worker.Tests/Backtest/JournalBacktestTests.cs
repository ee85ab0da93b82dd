using System.Text;
using Telemetry.Alerting.Incidents;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backtest;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Backtest;

/// <summary>The real way in writes a journal; a replay of it gives what the worker's engine gave.</summary>
public sealed class JournalBacktestTests : IDisposable
{
    private readonly TestBacktest _test = new();

    public void Dispose() => _test.Dispose();

    [Fact]
    public async Task Run_JournalOfTheWorker_GivesTheSameIncidentsWithTheSameIds()
    {
        await using var alerts = new TestAlerts();
        Live(alerts);
        await alerts.JudgeAsync();

        var result = _test.Run(new JournalRecording(alerts.Ingest.Journal["journal"]));

        Incident[] live = [.. alerts.Incidents.OrderBy(incident => incident.Id, StringComparer.Ordinal)];
        Assert.Equal(3, live.Length);
        Assert.Equal(live, result.Before.Report.Incidents.OrderBy(incident => incident.Id, StringComparer.Ordinal));
        Assert.Equal((0, 0L), (result.Recording.DamagedStretches, result.Recording.MissingRecords));
    }

    [Fact]
    public async Task Run_LinesOfTheSameRecords_GivesTheSameConditions()
    {
        await using var alerts = new TestAlerts();
        Live(alerts);
        await alerts.JudgeAsync();
        IReadOnlyList<KeptRecord> records = await alerts.Ingest.Journal.ReadAsync();

        var result = _test.Run(records.Where(record => record.Header.Kind is RecordKind.Reading or RecordKind.Event).Select(record => record.Text).Order(StringComparer.Ordinal));

        Assert.Equal(
            alerts.Incidents.Select(Condition).Order(StringComparer.Ordinal),
            result.Before.Report.Incidents.Select(Condition).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Run_CityRecords_PutKeptCitiesIntoForce()
    {
        await using var alerts = new TestAlerts();
        string first = Keep(alerts.Ingest.Journal["cities"], TestCity.Heating);
        string second = Keep(alerts.Ingest.Journal["cities"], TestCity.Heating.Replace("pressure < 0.3", "pressure < 0.1", StringComparison.Ordinal));
        alerts.Ingest.Journal.Append(RecordKind.City, "", first, alerts.Ingest.NowMs);
        alerts.Pressures(0.8, 0.2, 0.2, 0.2, 0.8);
        alerts.Pressures(0.2);
        alerts.Ingest.Journal.Append(RecordKind.City, "", second, alerts.Ingest.NowMs);
        alerts.Pressures(0.2, 0.2, 0.05, 0.05, 0.05);
        await alerts.Ingest.Journal.CommitAsync();

        var run = new BacktestRun(
            new JournalRecording(alerts.Ingest.Journal["journal"]), CityLibrary.Kept(alerts.Ingest.Journal["cities"], []), null, new BacktestSettings(), TimeProvider.System);
        BacktestResult result = run.Run(new SilentProgress());

        Assert.Equal([0.2, 0.05], result.Before.Report.Incidents.Select(incident => incident.Value!.Value));
        Assert.Equal(second, result.Before.City);
    }

    [Fact]
    public async Task Run_CityNotKept_SaysWhichAndWhatToDo()
    {
        await using var alerts = new TestAlerts();
        string kept = Keep(alerts.Ingest.Journal["cities"], TestCity.Heating);
        alerts.Ingest.Journal.Append(RecordKind.City, "", new string('a', 64), alerts.Ingest.NowMs);
        await alerts.Ingest.Journal.CommitAsync();
        var run = new BacktestRun(
            new JournalRecording(alerts.Ingest.Journal["journal"]), CityLibrary.Kept(alerts.Ingest.Journal["cities"], []), null, new BacktestSettings(), TimeProvider.System);

        string message = Assert.Throws<BacktestException>(() => run.Run(new SilentProgress())).Message;

        Assert.Contains(new string('a', 64), message, StringComparison.Ordinal);
        Assert.Contains("--city DIR", message, StringComparison.Ordinal);
        Assert.NotEqual(kept, message);
    }

    [Fact]
    public async Task Run_DeviceThatIsGone_IsCounted()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Journal.Append(RecordKind.Reading, "hs-77", "heating,area=town,device=hs-77,site=here pressure=1 1", alerts.Ingest.NowMs);
        alerts.Ingest.Journal.Append(RecordKind.Status, "hs-78", """{"online":true}""", alerts.Ingest.NowMs);
        alerts.Ingest.Journal.Append(RecordKind.Reading, "hs-1", "no line", alerts.Ingest.NowMs);
        alerts.Ingest.Journal.Append(RecordKind.Event, "", "incident,area=town,device=hs-1 state=\"open\" 1", alerts.Ingest.NowMs);
        alerts.Pressures(0.8);
        await alerts.Ingest.Journal.CommitAsync();

        SkipCounts skipped = _test.Run(new JournalRecording(alerts.Ingest.Journal["journal"])).Before.Skipped;

        Assert.Equal((2, 1, 1), (skipped[SkipReason.UnknownDevice], skipped[SkipReason.Malformed], skipped[SkipReason.IncidentLine]));
        Assert.Equal(["hs-77 hs-1", "hs-78 hs-1"], skipped.Names.Select(name => $"{name.Name} {name.Nearest}"));
    }

    /// <summary>A station below its limit, one that recovers, and a camera, with ticks between.</summary>
    private static void Live(TestAlerts alerts)
    {
        Tick(alerts);
        alerts.Pressures(0.8, 0.2, 0.2, 0.2, 0.8, 0.8);
        Tick(alerts);
        alerts.Intrusion();
        alerts.Ingest.Receive("city/town/heating/hs-2/status", $$"""{"online":true,"ts":{{alerts.Ingest.NowMs}}}""");
        alerts.Pressures(0.1, 0.1, 0.1, 0.1);
        Tick(alerts);
    }

    private static void Tick(TestAlerts alerts) => alerts.Ingest.Journal.Append(RecordKind.Tick, "", "", alerts.Ingest.NowMs, RecordFlags.IngestUp);

    private static string Condition(Incident incident) => $"{incident.RuleId} {incident.DeviceId} {incident.OpenedAtMs}..{incident.ClearedAtMs} {incident.Value}";

    private static string Keep(string cities, string heating)
    {
        string folder = Path.Combine(cities, "new");
        TestCity.Write(folder);
        File.WriteAllText(Path.Combine(folder, "systems", "heating.yaml"), heating, new UTF8Encoding(false));
        string hash = Telemetry.Readings.Inventory.CityLoader.Load(folder).City!.ContentHash;
        string kept = Path.Combine(cities, hash);
        if (Directory.Exists(kept))
            Directory.Delete(kept, recursive: true);
        Directory.Move(folder, kept);
        return hash;
    }
}
