using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>From a message to an incident and its outbox: the pipeline, the journal, the rule engine and the database, all real.</summary>
internal sealed class TestAlerts : IAsyncDisposable
{
    private readonly TimeSpan _checkpointInterval;

    public TestAlerts(TimeSpan? checkpointInterval = null, TimeSpan linger = default)
    {
        Ingest = new TestIngest(linger: linger);
        _checkpointInterval = checkpointInterval ?? TimeSpan.FromMinutes(10);
        Archive = new CityArchive(Ingest.Journal["cities"], 100);
        Archive.Keep(Ingest.City);
        Database = new AlertDatabase(Ingest.Journal["alerts.db"]);
        Outbox = new Outbox(Database);
        Writer = new IncidentWriter(
            Database, Outbox, new NotificationPlan(new NotificationsOptions { Webhook = { Url = "http://127.0.0.1:1/hook" } }, new ConsoleOptions()), Ingest.Time);
        (Live, Runner) = Make();
    }

    public TestIngest Ingest { get; }

    public AlertDatabase Database { get; }

    public CityArchive Archive { get; }

    public CityJudges Judges { get; private set; } = null!;

    public Outbox Outbox { get; }

    public IncidentWriter Writer { get; }

    public LiveCity Live { get; private set; }

    public AlertRunner Runner { get; private set; }

    public ListLogger<CityJudges> JudgesLogger { get; } = new();

    public ListLogger<AlertRunner> Logger { get; } = new();

    public IReadOnlyList<Incident> Incidents => Database.Read(connection => IncidentStore.List(connection, IncidentStates.All, 100));

    public long? Checkpoint => Database.Read(connection => connection.QuerySingleOrDefault<long?>("SELECT position FROM checkpoint"));

    public IReadOnlyList<string> History(string id) =>
        Database.Read(connection => IncidentHistory.Of(connection, id).Select(e => $"{e.What} by {e.Who}").ToList());

    /// <summary>Starts a runner and waits until it has judged every record.</summary>
    public async Task JudgeAsync()
    {
        if (Runner.ExecuteTask is null)
            await Runner.StartAsync(default);
        await Ingest.Journal.CommitAsync();
        long end = Ingest.Journal.Journal.NextPosition;
        await Eventually.TrueAsync(() => Runner.Position == end || Runner.ExecuteTask!.IsCompleted);
        Assert.False(Runner.ExecuteTask!.IsCompleted, Runner.ExecuteTask.Exception?.ToString());
    }

    /// <summary>Stops the runner, which writes a checkpoint, and makes the one of the next start.</summary>
    /// <param name="loseCheckpoint">True: as if the process had been killed before it wrote one.</param>
    public async Task RestartAsync(bool loseCheckpoint = false)
    {
        await Runner.StopAsync(default);
        Runner.Dispose();
        if (loseCheckpoint)
            Database.Write(connection => connection.Execute("DELETE FROM checkpoint"));
        (Live, Runner) = Make();
    }

    /// <summary>Puts another city in force, as a reload does.</summary>
    public void Switch(City next)
    {
        Archive.Keep(next);
        Ingest.Switch(next);
    }

    /// <summary>Pressures of hs-1, ten seconds apart, the last one now.</summary>
    public void Pressures(params double[] values)
    {
        foreach (double value in values)
        {
            Ingest.Time.Advance(TimeSpan.FromSeconds(10));
            Ingest.Receive(TestCity.Station + "/telemetry", string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"ts":{{Ingest.NowMs}},"pressure":{{value}}}"""));
        }
    }

    public void Intrusion(string zone = "z1") =>
        Ingest.Receive(TestCity.Camera + "/event", $$"""{"ts":{{Ingest.NowMs}},"event":"intrusion","zone":"{{zone}}","confidence":0.9}""");

    public async ValueTask DisposeAsync()
    {
        await Runner.StopAsync(default);
        Runner.Dispose();
        await Ingest.DisposeAsync();
        SqliteConnection.ClearAllPools();
    }

    private (LiveCity Live, AlertRunner Runner) Make()
    {
        Judges = new CityJudges(Ingest.InForce, Archive, JudgesLogger);
        var live = LiveCity.Of(Judges.First);
        var runner = new AlertRunner(
            Ingest.Journal.Log, Judges, live, Writer, new CheckpointStore(Database),
            new JournalRetention(Ingest.Journal.Journal, [nameof(AlertRunner)]), new AlertsOptions { CheckpointInterval = _checkpointInterval },
            new PayloadOptions(), Logger);
        return (live, runner);
    }
}
