using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Backtest;

public sealed class IncidentLedgerTests
{
    [Fact]
    public void Take_RaisedChangedCleared_IsOneIncident()
    {
        var history = new History();
        var ledger = new IncidentLedger(10);
        foreach (var kind in (TransitionKind[])[TransitionKind.Raised, TransitionKind.Changed, TransitionKind.Cleared])
        {
            ledger.Take(history.Of("a", kind, (int)kind, device: "cam-1"));
        }

        var incident = Assert.Single(ledger.Incidents);
        Assert.Equal((History.At(0), History.At(2), 2), (incident.OpenedAtMs, incident.ClearedAtMs!.Value, incident.Occurrences));
    }

    [Fact]
    public void Take_EndOfWhatNeverBegan_IsNothing()
    {
        var ledger = new IncidentLedger(10);

        ledger.Take(new History().Of("a", TransitionKind.Cleared, 1));

        Assert.Empty(ledger.Incidents);
        Assert.Equal(0, ledger.Dropped);
    }

    [Fact]
    public void Take_MoreThanIsKept_CountsTheRestAndEndsWhatIsKept()
    {
        var history = new History();
        var ledger = new IncidentLedger(1);

        ledger.Take(history.Of("a", TransitionKind.Raised, 1));
        ledger.Take(history.Of("b", TransitionKind.Raised, 2));
        ledger.Take(history.Of("b", TransitionKind.Cleared, 3));
        ledger.Take(history.Of("a", TransitionKind.Cleared, 4));

        Assert.Equal(1, ledger.Dropped);
        Assert.Equal(History.At(4), Assert.Single(ledger.Incidents).ClearedAtMs);
    }
}
