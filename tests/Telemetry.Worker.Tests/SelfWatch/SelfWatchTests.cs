using Dapper;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.SelfWatch;

public sealed class SelfWatchTests
{
    private readonly FakeCheck _journal = new("journal-full", Severity.Critical);
    private readonly FakeCheck _store = new("store-away", Severity.Medium);
    private readonly ListLogger<Worker.SelfWatch.SelfWatch> _log = new();

    [Fact]
    public async Task Look_Trouble_IsOneIncidentOfTheWholeCityThatGoesOut()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal, _store);
        watch.Look();
        Assert.Empty(alerts.Incidents);

        _journal.Now = "0 B are left \"really\"";
        watch.Look();
        _journal.Now = "0 B are left, still";
        watch.Look();

        Incident opened = Assert.Single(alerts.Incidents);
        Assert.Equal(
            ("journal-full", "telemetry", "telemetry", "town", Severity.Critical, IncidentState.Unacknowledged, alerts.Ingest.NowMs),
            (opened.RuleId, opened.DeviceId, opened.SystemId, opened.AreaId, opened.Severity, opened.State, opened.OpenedAtMs));
        Assert.Equal("""{"detail":"0 B are left \u0022really\u0022"}""", opened.Attributes);
        Assert.Equal(["raised by telemetry"], alerts.History(opened.Id));
        Assert.Equal([$"{opened.Id}/raised"], alerts.Outbox.Pending(ChannelName.Webhook).Select(e => e.Key));
        Assert.Contains("rule=journal-full", Assert.Single(alerts.Outbox.Pending(ChannelName.Line)).Body, StringComparison.Ordinal);
        Assert.Equal(["Error: journal-full: 0 B are left \"really\""], _log.Lines);
    }

    [Fact]
    public async Task Look_TroubleOver_EndsTheIncidentAndTheNextIsAnother()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal, _store);
        (_journal.Now, _store.Now) = ("full", "away");
        watch.Look();
        string answered = alerts.Incidents.Single(i => i.RuleId == "journal-full").Id;
        alerts.Writer.Acknowledge(answered, "li", null, null);

        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(3));
        (_journal.Now, _store.Now) = (null, null);
        watch.Look();
        watch.Look();

        Assert.Equal(IncidentState.Closed, alerts.Incidents.Single(i => i.RuleId == "journal-full").State);
        Assert.Equal(IncidentState.ReturnedUnacknowledged, alerts.Incidents.Single(i => i.RuleId == "store-away").State);
        Assert.All(alerts.Incidents, i => Assert.Equal(alerts.Ingest.NowMs, i.ClearedAtMs));
        Assert.Equal(["raised by telemetry", "acknowledged by li", "cleared by telemetry"], alerts.History(answered));

        _journal.Now = "full again";
        watch.Look();
        Assert.Equal(2, alerts.Incidents.Count(i => i.RuleId == "journal-full"));
    }

    [Fact]
    public async Task Look_AfterARestart_GoesOnWithTheSameIncidentAndEndsWhatHasNoCheckAnyMore()
    {
        await using var alerts = new TestAlerts();
        (_journal.Now, _store.Now) = ("full", "away");
        Watch(alerts, _journal, _store).Look();

        Watch(alerts, _journal).Look();

        Assert.Equal(2, alerts.Incidents.Count);
        Assert.Equal(IncidentState.Unacknowledged, alerts.Incidents.Single(i => i.RuleId == "journal-full").State);
        Assert.Equal(IncidentState.ReturnedUnacknowledged, alerts.Incidents.Single(i => i.RuleId == "store-away").State);
    }

    [Fact]
    public async Task Look_OnlyFiguresChange_TheDetailFollowsWithoutALineOfHistory()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal);
        _journal.Now = "9 MiB are left";
        watch.Look();
        string id = Assert.Single(alerts.Incidents).Id;
        alerts.Writer.Acknowledge(id, "li", null, null);

        _journal.Now = "7 MiB are left";
        alerts.Ingest.Time.Advance(TimeSpan.FromSeconds(59));
        watch.Look();
        Assert.Equal("""{"detail":"9 MiB are left"}""", alerts.Incidents.Single().Attributes);
        alerts.Ingest.Time.Advance(TimeSpan.FromSeconds(1));
        watch.Look();

        Assert.Equal(("""{"detail":"7 MiB are left"}""", IncidentState.Acknowledged), (alerts.Incidents.Single().Attributes, alerts.Incidents.Single().State));
        Assert.Equal(["raised by telemetry", "acknowledged by li"], alerts.History(id));
    }

    [Fact]
    public async Task Look_OtherWords_AreALineOfHistoryAndNoNewAlarm()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal);
        _journal.Now = "the disk is full";
        watch.Look();
        string id = Assert.Single(alerts.Incidents).Id;
        alerts.Writer.Acknowledge(id, "li", null, null);

        _journal.Now = "the disk is gone";
        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(1));
        watch.Look();
        watch.Look();

        Assert.Equal(IncidentState.Acknowledged, alerts.Incidents.Single().State);
        Assert.Equal(["raised by telemetry", "acknowledged by li", "changed by telemetry"], alerts.History(id));
    }

    [Fact]
    public async Task Look_AboutMoreThanWasAnswered_AsksAgainOnceForEach()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal);
        (_journal.Now, _journal.Subjects) = ("1 place: a", ["a"]);
        watch.Look();
        string id = Assert.Single(alerts.Incidents).Id;
        alerts.Writer.Acknowledge(id, "li", null, null);

        (_journal.Now, _journal.Subjects) = ("2 places: a, b", ["a", "b"]);
        alerts.Ingest.Time.Advance(TimeSpan.FromMinutes(1));
        watch.Look();
        Assert.Equal(("""{"detail":"2 places: a, b"}""", IncidentState.Unacknowledged), (alerts.Incidents.Single().Attributes, alerts.Incidents.Single().State));
        alerts.Writer.Acknowledge(id, "li", null, null);

        foreach (string[] places in (string[][])[["b"], ["a", "b"]])
        {
            (_journal.Now, _journal.Subjects) = ($"{places.Length} places: {string.Join(", ", places)}", places);
            alerts.Ingest.Time.Advance(TimeSpan.FromHours(1));
            watch.Look();
        }

        Assert.Equal(IncidentState.Acknowledged, alerts.Incidents.Single().State);
        Assert.Equal(
            [
                "raised by telemetry", "acknowledged by li", "changed by telemetry", "re-alarmed by telemetry", "acknowledged by li",
                "changed by telemetry", "changed by telemetry",
            ],
            alerts.History(id));
    }

    [Fact]
    public async Task Look_DatabaseGone_IsToldOnceAndTriedAgain()
    {
        await using var alerts = new TestAlerts();
        Worker.SelfWatch.SelfWatch watch = Watch(alerts, _journal);
        alerts.Database.Write(connection => connection.Execute("ALTER TABLE incident RENAME TO hidden"));
        _journal.Now = "full";
        watch.Look();
        watch.Look();
        Assert.Equal(2, _log.Lines.Count);
        Assert.StartsWith("Error: Incidents of Telemetry itself cannot be kept: ", _log.Lines[0], StringComparison.Ordinal);
        Assert.Equal("Error: journal-full: full", _log.Lines[1]);

        alerts.Database.Write(connection => connection.Execute("ALTER TABLE hidden RENAME TO incident"));
        watch.Look();

        Assert.Single(alerts.Incidents);
    }

    [Fact]
    public async Task Page_OwnIncident_IsNamedInBothLanguages()
    {
        await using var alerts = new TestAlerts();
        _journal.Now = "0 B are left";
        Watch(alerts, _journal).Look();

        var view = IncidentView.Of(Assert.Single(alerts.Incidents), alerts.Ingest.City, alerts.Ingest.NowMs);

        Assert.Equal(("监测平台", "The whole city", "Town"), (view.Device.Zh, view.Site.En, view.Area.En));
        Fact fact = Assert.Single(view.Facts);
        Assert.Equal(("详情", "0 B are left"), (fact.Name.Zh, fact.Value.En));
        HistoryLine line = Assert.Single(HistoryLine.Of(alerts.Database.Read(c => IncidentHistory.Of(c, view.Incident.Id)), null));
        Assert.Equal(("Telemetry itself", "raised"), (line.Who.En, line.What.En));
    }

    [Fact]
    public void Metrics_NameEachTrouble()
    {
        _store.Now = "away";
        var text = new PrometheusText();

        new SelfMetrics(new SelfChecks([_journal, _store], [])).Write(text);

        Assert.Contains("telemetry_trouble{rule=\"journal-full\"} 0\n", text.ToString(), StringComparison.Ordinal);
        Assert.Contains("telemetry_trouble{rule=\"store-away\"} 1\n", text.ToString(), StringComparison.Ordinal);
    }

    private Worker.SelfWatch.SelfWatch Watch(TestAlerts alerts, params ISelfCheck[] checks) =>
        new(new SelfChecks(checks, []), alerts.Database, alerts.Writer, new CityInForce(alerts.Ingest.City, "city"), alerts.Ingest.Time, _log);
}
