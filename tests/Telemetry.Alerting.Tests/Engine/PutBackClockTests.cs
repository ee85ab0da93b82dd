using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>The clock of a device is put back while it goes on reporting every 30 s, its interval. <see cref="Replay"/> restarts after every record.</summary>
public sealed class PutBackClockTests
{
    private const double Hour = 3600;

    /// <summary>When the clock is put back: the engine knows the device for longer than it is put back by.</summary>
    private const double Then = 2 * Hour;

    private static readonly string Danger = TestRules.When("pressure < 0.3", "life-safety: true");

    [Fact]
    public void Process_DangerToLifeBegins_IsRaisedAtOnce()
    {
        var replay = Watched(Danger);
        Assert.Equal("Raised rule", PutBack(replay, 0, 0.2));
        var raised = replay.Transitions[^1];
        Assert.Equal((Replay.Ms(Then), false, false), (raised.AtMs, raised.Backlog, raised.Corrected));
        Assert.Equal("", PutBack(replay, 30, 0.2));
        Assert.Equal("Cleared rule", PutBack(replay, 60, 0.5));
        Assert.Equal((0, 3), (replay.Engine.LateIgnored, replay.Engine.JudgedByReceipt));
    }

    [Fact]
    public void Process_DangerToLifeThatMustHold_CountsFromTheFirst()
    {
        var replay = Watched(TestRules.When("pressure < 0.3", "life-safety: true\nfor: 60s"));
        Assert.Equal("", PutBack(replay, 0, 0.2) + PutBack(replay, 30, 0.2));
        Assert.Equal("Raised rule", PutBack(replay, 60, 0.2));
    }

    [Fact]
    public void Process_ConditionBegins_IsRaisedAnIntervalLateAtMost()
    {
        var replay = Watched(TestRules.LowPressure);
        Assert.Equal("", PutBack(replay, 0, 0.2));
        Assert.Equal("", PutBack(replay, 30, 0.2) + PutBack(replay, 60, 0.2));
        Assert.Equal("Raised low", PutBack(replay, 90, 0.2));
        Assert.False(replay.Transitions[^1].Backlog);
        // The one of which nobody knew yet is counted.
        Assert.Equal((1, 3), (replay.Engine.LateIgnored, replay.Engine.JudgedByReceipt));
    }

    [Fact]
    public void Process_ConditionPending_GoesOn()
    {
        var replay = Watched(TestRules.LowPressure);
        Assert.Equal("", replay.Reading("s-1", Then, "pressure", 0.2) + PutBack(replay, 30, 0.2));
        Assert.Equal("Raised low", PutBack(replay, 60, 0.2));
    }

    [Fact]
    public void Process_WindowOverTheStep_GoesOn()
    {
        var replay = Watched(TestRules.When("delta(pressure, 2m) < -0.1", "life-safety: true"));
        Assert.Equal("", PutBack(replay, 0, 0.3));
        Assert.Equal("Raised rule", PutBack(replay, 30, 0.3));
    }

    [Fact]
    public void Process_PutBackFurtherAndMended_EachIsFollowed()
    {
        var replay = Watched(TestRules.When("pressure < 0.3"));
        PutBack(replay, 0, 0.5);
        Assert.Equal("Raised rule", PutBack(replay, 30, 0.2));
        PutBack(replay, 60, 0.5, by: Hour * 1.5);
        Assert.Equal("Cleared rule", PutBack(replay, 90, 0.5, by: Hour * 1.5));
        Assert.Equal("Raised rule", replay.Reading("s-1", Then + 120, "pressure", 0.2));
        Assert.Equal("Cleared rule", replay.Reading("s-1", Then + 150, "pressure", 0.5));
        Assert.Equal("", PutBack(replay, 180, 0.2));
        Assert.All(replay.Transitions, transition => Assert.False(transition.Backlog));
    }

    [Fact]
    public void Process_SilentForLongAfterwards_IsStillOfNow()
    {
        var replay = Watched(TestRules.When("pressure < 0.3"));
        PutBack(replay, 0, 0.5);
        PutBack(replay, 30, 0.5);
        Assert.Equal("Raised rule", PutBack(replay, 1000, 0.2));
        Assert.Equal((Replay.Ms(Then + 1000), false), (replay.Transitions[^1].AtMs, replay.Transitions[^1].Backlog));
    }

    [Fact]
    public void Process_PutBackToBeforeTheFirstReading_SecondShowsIt()
    {
        // A device that was offline would send that as well: for one reading it is history.
        var replay = Watched(Danger);
        Assert.Equal("Raised rule, Cleared rule", PutBack(replay, 0, 0.2, by: 2 * Then));
        Assert.True(replay.Transitions[^1].Backlog);
        Assert.Equal("Raised rule", PutBack(replay, 30, 0.2, by: 2 * Then));
        Assert.False(replay.Transitions[^1].Backlog);
    }

    [Fact]
    public void Process_DangerSaidAgainWhenItIsOver_IsNoDanger()
    {
        var replay = Watched(Danger);
        Assert.Equal("Raised rule", replay.Reading("s-1", Then, "pressure", 0.2));
        Assert.Equal("Cleared rule", replay.Reading("s-1", Then + 30, "pressure", 0.5));
        for (int time = 60; time <= 300; time += 30)
        {
            replay.Reading("s-1", Then + time, "pressure", 0.5);
        }

        Assert.Equal("", replay.Reading("s-1", Then, "pressure", 0.2, delay: 301) + replay.Reading("s-1", Then, "pressure", 0.2, delay: 320));
        Assert.Equal((0, 2), (replay.Engine.LateIgnored, replay.Engine.RepeatedIgnored));
    }

    [Fact]
    public void Process_KeptReadingsInOneGo_AreNotOfNow()
    {
        var replay = Watched(TestRules.When("pressure < 0.3"));
        for (int i = 0; i < 20; i++)
        {
            // Measured every 30 s, sent every second.
            Assert.Equal("", replay.Reading("s-1", Then - Hour + (30 * i), "pressure", 0.2, delay: Hour - (29 * i)));
        }

        Assert.Equal((20, 0), (replay.Engine.LateIgnored, replay.Engine.JudgedByReceipt));
    }

    [Fact]
    public void Process_LateOnesAmongThoseInOrder_AreNotOfNow()
    {
        var replay = Watched(TestRules.When("pressure < 0.3"));
        for (int time = 0; time <= 600; time += 30)
        {
            Assert.Equal("", replay.Reading("s-1", Then + time, "pressure", 0.5) + PutBack(replay, time + 10, 0.2));
        }

        Assert.Equal(0, replay.Engine.JudgedByReceipt);
    }

    /// <summary>Reported until the clock is put back.</summary>
    private static Replay Watched(string rules)
    {
        var replay = new Replay(rules);
        for (double time = 0; time < Then; time += 30)
        {
            replay.Reading("s-1", time, "pressure", 0.5);
        }

        Assert.Empty(replay.Transitions);
        return replay;
    }

    /// <summary>A reading some seconds after the clock was put back, received at once.</summary>
    private static string PutBack(Replay replay, double after, double pressure, double by = Hour) =>
        replay.Reading("s-1", Then + after - by, "pressure", pressure, delay: by);
}
