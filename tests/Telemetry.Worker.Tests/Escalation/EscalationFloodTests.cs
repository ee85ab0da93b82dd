using System.Globalization;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>More is due at once than one transaction takes.</summary>
public sealed class EscalationFloodTests : IDisposable
{
    private readonly TestClimb _climb = new();

    public EscalationFloodTests()
    {
        _climb.Desk.Ladders[Severity.High] = FakeDesk.Ladder("high", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call, Way.App));
        _climb.Desk.Ladders[Severity.Critical] = FakeDesk.Ladder("critical", TimeSpan.Zero, FakeDesk.Step(0, LadderTargets.Duty, Way.Call));
    }

    public void Dispose() => _climb.Dispose();

    [Fact]
    public void Hundreds_DueAtOnce_AreOneCallInEachWay()
    {
        string[] ids = Open(1_100);

        _climb.Run();

        Assert.Equal([Way.Call, Way.App], _climb.Calls.Select(made => made.Call.Way));
        Assert.All(_climb.Calls, made => Assert.Equal(ids, made.Call.Incidents.Select(incident => incident.Id).Order()));
        Assert.All(ids, id =>
        {
            Assert.All(_climb.Pages(id), page => Assert.Equal("called", page.State));
            Assert.Equal(2, _climb.Database.Read(c => IncidentHistory.Of(c, id)).Count(e => e.What == HistoryWord.Called));
        });
    }

    [Fact]
    public void Life_InTheMiddleOfHundreds_IsCalledFirst()
    {
        Open(450);
        _climb.OpenOnly(TestIncident.Create("f") with { Severity = Severity.Critical, LifeSafety = true });

        _climb.Run();

        Incident first = _climb.Calls[0].Call.Incidents[0];
        Assert.Equal((TestClimb.Full("f"), Way.Call), (first.Id, _climb.Calls[0].Call.Way));
        _climb.Pass(TimeSpan.FromMinutes(1));
        Assert.Equal(451, _climb.Calls.Where(made => made.Call.Way == Way.Call).SelectMany(made => made.Call.Incidents).Select(incident => incident.Id).Distinct().Count());
    }

    private string[] Open(int count)
    {
        string[] ids = [.. Enumerable.Range(0, count).Select(i => i.ToString("x16", CultureInfo.InvariantCulture))];
        foreach (string id in ids)
            _climb.OpenOnly(TestIncident.Create(id));
        return ids;
    }
}
