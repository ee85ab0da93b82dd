using Dapper;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>The same things happen to the escalation and to the model of what has to be called.</summary>
internal sealed class ModelledCity : IDisposable
{
    private const int CallEvery = 60;

    private readonly TestClimb _climb = new(TimeSpan.FromSeconds(CallEvery));
    private readonly CallModel _model;
    private readonly List<(int At, string Incident, string Target, Way Way)> _pages = [];
    private readonly HashSet<string> _kept = [];
    private long _lastPage;
    private int _opened;
    private int _seenRuns;
    private int _comparedPages;
    private int _comparedCalls;

    public ModelledCity()
    {
        Dictionary<Severity, Ladder> ladders = _climb.Desk.Ladders;
        ladders[Severity.Critical] = FakeDesk.Ladder(
            "critical", TimeSpan.FromSeconds(300),
            FakeDesk.Step(0, LadderTargets.Duty, Way.Call, Way.App, Way.Sms),
            FakeDesk.Step(300, LadderTargets.Duty | LadderTargets.Deputies, Way.Call),
            FakeDesk.Step(600, LadderTargets.NextLevel, Way.Call, Way.Sms),
            FakeDesk.Step(900, LadderTargets.NextLevel, Way.Call)) with
        { OnSite = TimeSpan.FromSeconds(600), ReAlarm = TimeSpan.FromSeconds(7200) };
        ladders[Severity.High] = FakeDesk.Ladder(
            "high", TimeSpan.FromSeconds(1200),
            FakeDesk.Step(0, LadderTargets.Duty, Way.Call, Way.App),
            FakeDesk.Step(600, LadderTargets.Duty | LadderTargets.Deputies, Way.Call),
            FakeDesk.Step(1200, LadderTargets.NextLevel, Way.Call)) with
        { OnSite = TimeSpan.FromSeconds(1800) };
        ladders[Severity.Medium] = FakeDesk.Ladder("medium", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.App), FakeDesk.Step(1800, LadderTargets.NextLevel, Way.App));
        _model = new CallModel(ladders, CallEvery);
    }

    public int Now => (int)(_climb.Time.TrueMs / 1000);

    public int Pages => _pages.Count;

    public int Calls => _climb.Calls.Count;

    /// <summary>Incidents that are not closed.</summary>
    public IReadOnlyList<Incident> Open => [.. _kept.Select(_climb.Find).Where(i => i.IsOpen)];

    public void OpenOne(Severity severity, bool lifeSafety)
    {
        string id = $"{++_opened:x16}";
        _kept.Add(id);
        _climb.Open(TestIncident.Create(id, severity) with { LifeSafety = lifeSafety });
        _model.Open(id, severity, lifeSafety, Now);
        Compare();
    }

    public void Answer(Incident incident)
    {
        _climb.Acknowledge(incident.Id);
        _model.Answer(incident.Id, Now);
        if (incident.State == IncidentState.ReturnedUnacknowledged)
            _model.Close(incident.Id);
        Compare();
    }

    /// <summary>The condition is over.</summary>
    public void Clear(Incident incident)
    {
        _climb.Writer.Clear(incident.Id);
        _climb.Run();
        if (incident.State == IncidentState.Acknowledged)
            _model.Close(incident.Id);
        Compare();
    }

    public void OnSite(Incident incident)
    {
        _climb.Step(incident.Id, i => i with { OnSiteAtMs = 1, OnSiteBy = "x" });
        _model.OnSite(incident.Id);
        Compare();
    }

    public void Resolve(Incident incident, bool falseAlarm)
    {
        _climb.Step(incident.Id, i => i with { ResolvedAtMs = 1, ResolvedBy = "x", Resolution = falseAlarm ? Resolution.FalseAlarm : Resolution.Resolved });
        _model.Resolve(incident.Id);
        Compare();
    }

    public void PutAside(Incident incident)
    {
        _climb.Step(incident.Id, i => i with { State = IncidentState.Shelved, Hold = new IncidentHold("r", "o", null, null) });
        _model.PutAside(incident.Id);
        Compare();
    }

    public void TakeUp(Incident incident)
    {
        _climb.Step(incident.Id, i => i with { State = i.AcknowledgedBy is null ? IncidentState.Unacknowledged : IncidentState.Acknowledged, Hold = null });
        _model.TakeUp(incident.Id, Now);
        Compare();
    }

    public void Rise(Incident incident)
    {
        Severity next = incident.Severity == Severity.Medium ? Severity.High : Severity.Critical;
        _climb.Rise(incident.Id, next);
        _model.Rise(incident.Id, next, Now);
        Compare();
    }

    public void SetClock(TimeSpan offset) => _climb.Time.Offset = offset;

    public void Pass(int seconds)
    {
        for (int i = 0; i < seconds; i++)
        {
            _climb.Pass(TimeSpan.FromSeconds(1));
            Compare();
        }
    }

    /// <summary>The process is killed, and started again so many seconds later; meanwhile somebody may set the clock.</summary>
    public void Restart(int secondsDown, TimeSpan? clock = null)
    {
        _climb.Time.Advance(TimeSpan.FromSeconds(secondsDown));
        _climb.Time.Offset = clock ?? _climb.Time.Offset;
        _climb.Start();
        Compare();
    }

    public void Dispose() => _climb.Dispose();

    private void Compare()
    {
        if (_climb.Runs != _seenRuns)
            TakeIn();
        _seenRuns = _climb.Runs;
        _model.Look(Now);
        Assert.Equal(_model.Pages.Skip(_comparedPages).Order(), _pages.Skip(_comparedPages).Order());
        Assert.Equal(
            _model.Calls.Skip(_comparedCalls).Order(),
            _climb.Calls.Skip(_comparedCalls)
                .Select(c => ((int)(c.AtMs / 1000), c.Call.Person!.Id, c.Call.Way, string.Join(' ', c.Call.Incidents.Select(i => i.Id).Order(StringComparer.Ordinal)))).Order());
        (_comparedPages, _comparedCalls) = (_pages.Count, _climb.Calls.Count);
    }

    /// <summary>The receiver takes everything at once.</summary>
    private void TakeIn()
    {
        _climb.Outbox.Settle([.. _climb.Pending.Select(entry => new Settlement(entry, "delivered", null, 0))]);
        foreach (PageRow page in _climb.Database.Read(connection => connection.Query<PageRow>(
            "SELECT number AS Number, incident AS Incident, person AS Person, way AS Way FROM page WHERE number > @_lastPage ORDER BY number", new { _lastPage }).ToList()))
        {
            _pages.Add((Now, page.Incident, page.Person!, EscalationLabels.ParseWay(page.Way)));
            _lastPage = page.Number;
        }
    }
}
