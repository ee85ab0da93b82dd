using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

/// <summary>The wall clock of the worker is set while devices go on reporting. <see cref="Replay"/> restarts after every record.</summary>
public sealed class ClockStepTests
{
    private const double Hour = 3600;
    private const double TenYears = 10 * 365.25 * 24 * Hour;

    public static TheoryData<double> Steps { get; } = [-Hour, Hour, -TenYears, TenYears];

    public static TheoryData<double> StepsBack { get; } = [-Hour, -TenYears];

    [Theory]
    [MemberData(nameof(Steps))]
    public void Process_LowPressureAfterTheStep_RaisesWithinItsFor(double step)
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Reading("s-1", 30, "pressure", 0.5);
        Assert.Equal("", replay.Reading("s-1", step + 60, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", step + 90, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", step + 120, "pressure", 0.2));
        Assert.Equal("Cleared low", replay.Reading("s-1", step + 150, "pressure", 0.5));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Process_DeviceKeepsTheRightTime_RaisesWithinItsFor(double step)
    {
        // The device's own time is not that of the worker: before the step, after it or both.
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.5, delay: 0);
        replay.Reading("s-1", 30, "pressure", 0.5, delay: 0);
        replay.Reading("s-1", 60, "pressure", 0.2, delay: step);
        replay.Reading("s-1", 90, "pressure", 0.2, delay: step);
        replay.Reading("s-1", 120, "pressure", 0.2, delay: step);
        Assert.Equal("Raised low", Assert.Single(replay.Transitions.Select(transition => $"{transition.Kind} {transition.Rule.Id}")));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Process_ConditionPendingAtTheStep_BeginsItsTimeAnew(double step)
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 50, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", step + 80, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", step + 139, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", step + 140, "pressure", 0.2));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Process_ConditionStandsAtTheStep_StaysWithoutBeingRaisedAgain(double step)
    {
        var replay = new Replay(TestRules.When("delta(pressure, 60s) < -0.1 or pressure < 0.3", "clear: delta(pressure, 60s) >= 0 and pressure >= 0.3"));
        replay.Reading("s-1", 0, "pressure", 0.6);
        replay.Reading("s-1", 30, "pressure", 0.5);
        Assert.Equal("Raised rule", replay.Reading("s-1", 60, "pressure", 0.4));
        for (double time = 90; time <= 600; time += 30)
        {
            // The window must fill again before it can tell that the fall is over.
            Assert.Equal(time < 150 ? "" : time == 150 ? "Cleared rule" : "", replay.Reading("s-1", step + time, "pressure", 0.4));
        }
    }

    [Theory]
    [MemberData(nameof(StepsBack))]
    public void Process_FieldComesBackAtTheTimeOfTheStep_IsNotJoinedToWhatWasBefore(double step)
    {
        var replay = new Replay(TestRules.LowPressure + "\n" + TestRules.When("delta(pressure, 60s) < -0.1"));
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Reading("s-1", 0, "pressure", 0.2);
        for (double time = step; time < 0 && time < step + (3 * Hour); time += 60)
        {
            replay.Reading("s-1", time, "flow", 10);
        }

        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.1));
    }

    [Theory]
    [MemberData(nameof(StepsBack))]
    public void Process_StepBack_LatestValuesFollow(double step)
    {
        var replay = new Replay();
        replay.Reading("s-1", 0, [("pressure", 0.5), ("flow", 10)]);
        replay.Reading("s-1", step + 30, "pressure", 0.4);
        replay.Reading("s-1", step + 60, "flow", 11);
        foreach (var engine in (RuleEngine[])[replay.Engine, Replay.Restarted(replay.Engine, replay.Rules)])
        {
            Assert.True(engine.Latest.TryGet(replay.Device("s-1"), 0, out var pressure));
            Assert.True(engine.Latest.TryGet(replay.Device("s-1"), 1, out var flow));
            Assert.Equal(new LatestValue(0.4, Replay.Ms(step + 30), false), pressure);
            Assert.Equal(new LatestValue(11, Replay.Ms(step + 60), false), flow);
        }
    }

    [Fact]
    public void Process_ReceiptsOutOfOrderByASecond_AreLateAndNoStep()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 30, "pressure", 0.2);
        replay.Reading("s-1", 29, "pressure", 0.5);
        Assert.Equal("Raised low", replay.Reading("s-1", 90, "pressure", 0.2));
        Assert.Equal("Cleared low", replay.Reading("s-1", 89, "pressure", 0.5));
        Assert.True(replay.Transitions[^1].Corrected);
    }

    [Fact]
    public void Process_LateSampleSaidAgainAfterSilence_IsNoStep()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 60, "pressure", 0.2);
        replay.Reading("s-1", 70, "pressure", 0.5);
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.2, delay: 200));
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.2, delay: 300));
        Assert.Equal(["Raised", "Cleared"], replay.Transitions.Select(transition => transition.Kind.ToString()));
        Assert.True(replay.Engine.Latest.TryGet(replay.Device("s-1"), 0, out var pressure));
        Assert.Equal(new LatestValue(0.5, Replay.Ms(70), false), pressure);
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Tick_DevicesThatGoOnReporting_AreNotSilent(double step)
    {
        var replay = new Replay(TestRules.Silent);
        replay.Ticks(0, 0);
        Assert.Equal("", Report(replay, 5, 95));
        Assert.Equal("", Report(replay, step + 105, step + 600));
        Assert.Equal("", Report(replay, 605, 1200));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Tick_DeviceFallsSilentAfterTheStep_RaisesByItsLimit(double step)
    {
        var replay = new Replay(TestRules.Silent);
        replay.Ticks(0, 0);
        Report(replay, 5, 95);
        Assert.Equal("", replay.Ticks(step + 110, step + 190));
        Assert.Equal("Raised silent", replay.Tick(step + 200));
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public void Tick_SilenceStandsAtTheStep_EndsOnlyWhenTheDeviceSpeaks(double step)
    {
        var replay = new Replay(TestRules.Silent);
        Assert.Equal("90: Raised silent", replay.Ticks(0, 90));
        Assert.Equal("", replay.Ticks(step + 100, step + 180));
        Assert.Equal("Cleared silent", replay.Reading("s-1", step + 185, "pressure", 1));
    }

    [Theory]
    [MemberData(nameof(StepsBack))]
    public void Event_AfterAStepBack_IsNewsAndEnds(double step)
    {
        var replay = new Replay(cameraRules: TestRules.Intruder);
        replay.Ticks(0, 0);
        Assert.Equal("Raised person", replay.Intrusion("cam-1", 5, "east"));
        Assert.Equal("", replay.Tick(step + 10));
        Assert.Equal("Changed person", replay.Intrusion("cam-1", step + 15, "east"));
        Assert.Equal("Cleared person, Raised person", replay.Intrusion("cam-1", step + 90, "east"));
        Assert.Equal("Cleared person", replay.Event("cam-1", step + 100, "cleared", "east"));
    }

    /// <summary>Both stations report every ten seconds, with a tick after each; what happened.</summary>
    private static string Report(Replay replay, double from, double to)
    {
        string happened = "";
        for (double time = from; time <= to; time += 10)
        {
            happened += replay.Reading("s-1", time, "pressure", 1) + replay.Reading("s-2", time, "pressure", 1) + replay.Tick(time + 5);
        }

        return happened;
    }

    [Theory]
    [InlineData(600)]
    [InlineData(-600)]
    [InlineData(Hour)]
    public void Tick_ThatCountsSteadily_SilenceIsWhatWasSilent(double step)
    {
        var replay = new Replay(TestRules.Silent);
        replay.Tick(0);
        replay.Reading("s-1", 5, "flow", 1);
        replay.Reading("s-2", 5, "flow", 1);
        replay.Tick(10, elapsed: 10);
        // The wall clock is set; s-1 speaks before the next tick, s-2 is silent from here.
        replay.Reading("s-1", step + 15, "flow", 1);
        Assert.Equal("", replay.Tick(step + 20, elapsed: 10));
        for (double time = 30; time <= 180; time += 10)
        {
            replay.Reading("s-1", step + time - 5, "flow", 1);
            Assert.Equal("", replay.Tick(step + time, elapsed: 10));
        }

        Assert.Equal("Raised silent", replay.Tick(step + 190, elapsed: 10));
        Assert.Equal("s-2", replay.Transitions[^1].Device.Id);
        // What was heard of s-1 after the step was not noted for later: it is missed in time.
        string last = "";
        for (double time = 200; time <= 270; time += 10)
        {
            last = replay.Tick(step + time, elapsed: 10);
        }

        Assert.Equal("Raised silent", last);
    }

    [Fact]
    public void Tick_ThatCountsSteadily_QuietOfAnEventIsTheSame()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("clear-after: 1m"));
        replay.Tick(0);
        replay.Tick(10, elapsed: 10);
        Assert.Equal("Raised rule", replay.Event("cam-1", 615, "intrusion"));
        for (double time = 20; time < 80; time += 10)
        {
            Assert.Equal("", replay.Tick(600 + time, elapsed: 10));
        }

        Assert.Equal("Cleared rule", replay.Tick(680, elapsed: 10));
    }
}
