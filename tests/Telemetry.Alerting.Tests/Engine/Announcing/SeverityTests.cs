using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine.Announcing;

public sealed class SeverityTests
{
    private const string Rising = """
        - id: high-flow
          when: flow > 100
          severity: { low: at once, high: after 30m, critical: when value > 400 }
          title: { zh: 流量高, en: Flow high }
        """;

    [Fact]
    public void Time_OnTheSamplesOwn_RaisesTheSeverityOnce()
    {
        var replay = new Replay(Rising);
        Assert.Equal("Raised high-flow", replay.Reading("s-1", 0, "flow", 150));
        Assert.Equal(Severity.Low, replay.Transitions[^1].Severity);

        Assert.Equal("", Samples(replay, 30, 1770, 150));
        Assert.Equal("Changed high-flow", replay.Reading("s-1", 1800, "flow", 160));
        Assert.Equal((Severity.High, 160.0, 1), (replay.Transitions[^1].Severity, replay.Transitions[^1].Value, replay.Transitions[^1].Occurrences));
        Assert.Equal("", Samples(replay, 1830, 2400, 150));

        Assert.Equal("Cleared high-flow", replay.Reading("s-1", 2430, "flow", 50));
        Assert.Equal(Severity.High, replay.Transitions[^1].Severity);
        Assert.Equal("Raised high-flow", replay.Reading("s-1", 2460, "flow", 150));
        Assert.Equal(Severity.Low, replay.Transitions[^1].Severity);
    }

    [Fact]
    public void Value_OverTheLimit_IsCriticalAndNeverFalls()
    {
        var replay = new Replay(Rising);
        replay.Reading("s-1", 0, "flow", 400);
        Assert.Equal("Changed high-flow", replay.Reading("s-1", 30, "flow", 401));
        Assert.Equal(Severity.Critical, replay.Transitions[^1].Severity);

        Assert.Equal("", replay.Reading("s-1", 60, "flow", 101));
        Assert.Equal("", Samples(replay, 90, 3600, 101));
    }

    [Fact]
    public void Value_OverTheLimitAtOnce_IsRaisedAsCritical()
    {
        var replay = new Replay(Rising);
        Assert.Equal("Raised high-flow", replay.Reading("s-1", 0, "flow", 450));
        Assert.Equal(Severity.Critical, replay.Transitions[^1].Severity);
    }

    [Fact]
    public void Condition_OnOtherFields_CountsAsWell()
    {
        var replay = new Replay(TestRules.When("flow > 100").Replace("severity: low", "severity: { medium: at once, critical: [after 2h, when pressure < 0.2] }", StringComparison.Ordinal));
        replay.Reading("s-1", 0, [("flow", 150), ("pressure", 0.3)]);
        Assert.Equal("", replay.Reading("s-1", 30, [("flow", 150), ("pressure", 0.2)]));
        Assert.Equal("Changed rule", replay.Reading("s-1", 60, [("flow", 150), ("pressure", 0.1)]));
    }

    [Fact]
    public void Silence_RisesOnTicks_NotWhileIngestIsDown()
    {
        var replay = new Replay(TestRules.Silent.Replace("severity: medium", "severity: { low: at once, high: after 10m }", StringComparison.Ordinal));
        replay.Tick(0);
        replay.Reading("s-1", 0, "flow", 1);
        replay.Reading("s-2", 0, "flow", 1);
        Assert.Equal("90: Raised silent; 180: Raised silent", replay.Ticks(10, 600));
        // Ten minutes without ingest are none.
        Assert.Equal("", replay.Ticks(610, 1200, up: false));
        Assert.Equal("", replay.Ticks(1210, 1290));
        Assert.Equal("1300: Changed silent; 1390: Changed silent", replay.Ticks(1300, 1400));
        Assert.Equal("Cleared silent", replay.Reading("s-1", 1410, "flow", 1));
        Assert.Equal(Severity.High, replay.Transitions[^1].Severity);
    }

    [Fact]
    public void Event_RisesByItsFieldsAndByTime()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("where: confidence >= 0.6\nclear-event: cleared")
            .Replace("severity: low", "severity: { medium: at once, high: after 10m, critical: when child }", StringComparison.Ordinal));
        replay.Tick(0);
        replay.Event("cam-1", 1, "intrusion", "z", 0, ("confidence", 0.8));
        Assert.Equal(Severity.Medium, replay.Transitions[^1].Severity);
        Assert.Equal("Changed rule", replay.Event("cam-1", 2, "intrusion", "z", 0, ("confidence", 0.8), ("child", 1)));
        Assert.Equal((Severity.Critical, 2), (replay.Transitions[^1].Severity, replay.Transitions[^1].Occurrences));
        Assert.Equal("", replay.Ticks(10, 700));
    }

    private static string Samples(Replay replay, double from, double to, double flow)
    {
        string happened = "";
        for (double time = from; time <= to; time += 30)
        {
            happened += replay.Reading("s-1", time, "flow", flow);
        }

        return happened;
    }
}
