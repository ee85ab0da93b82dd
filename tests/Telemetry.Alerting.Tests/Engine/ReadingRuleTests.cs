using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class ReadingRuleTests
{
    [Fact]
    public void Process_HoldsForItsTime_RaisesThenClearsWithOneId()
    {
        var replay = new Replay(TestRules.LowPressure);
        Assert.Equal("", replay.Reading("s-1", 0, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 30, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 60, "pressure", 0.1));
        Assert.Equal("", replay.Reading("s-1", 90, "pressure", 0.1));
        Assert.Equal("Cleared low", replay.Reading("s-1", 120, "pressure", 0.35));
        Assert.Equal("", replay.Reading("s-1", 150, "pressure", 0.9));
        var (raised, cleared) = (replay.Transitions[0], replay.Transitions[1]);
        Assert.Equal(raised.Id, cleared.Id);
        Assert.Matches("^[0-9a-f]{16}$", raised.Id);
        Assert.Equal((2, Replay.Ms(60), 0.1), (raised.Position, raised.AtMs, raised.Value));
        Assert.Equal((4, Replay.Ms(120), 0.35), (cleared.Position, cleared.AtMs, cleared.Value));
        Assert.Equal("{}", raised.Attributes);
        Assert.Equal("s-1", raised.Device.Id);
    }

    [Fact]
    public void Process_TheSameRaisedAgain_HasAnotherId()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3"));
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 30, "pressure", 0.4);
        replay.Reading("s-1", 60, "pressure", 0.2);
        replay.Reading("s-2", 60, "pressure", 0.2);
        Assert.Equal(3, replay.Transitions.Select(transition => transition.Id).Distinct().Count());
    }

    [Fact]
    public void Id_KnownInput_NeverChanges()
    {
        // sha256("low\ns-1\n42"): stored incidents and receivers of notifications know conditions by it.
        Assert.Equal("850d5da80a7b7fcc", ConditionId.Of("low", "s-1", 42));
    }

    [Fact]
    public void Process_NoFor_RaisesOnTheFirstSample() =>
        Assert.Equal("Raised rule", new Replay(TestRules.When("pressure < 0.3")).Reading("s-1", 0, "pressure", 0.2));

    [Fact]
    public void Process_OneMillisecondShortOfFor_DoesNotRaise()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 59.999, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 60, "pressure", 0.2));
    }

    [Fact]
    public void Process_ConditionBroken_BeginsTheTimeAnew()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 30, "pressure", 0.3);
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 90, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 120, "pressure", 0.2));
    }

    [Fact]
    public void Process_BetweenWhenAndClear_Stands()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "clear: pressure >= 0.35"));
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 30, "pressure", 0.32));
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.2));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 90, "pressure", 0.35));
        Assert.Equal("", replay.Reading("s-1", 120, "pressure", 0.32));
    }

    [Theory]
    [InlineData("pressure < 1", 0.9, 1.05, 1.1)]
    [InlineData("pressure <= 1", 1, 1.1, 1.11)]
    [InlineData("pressure > 1", 1.1, 0.95, 0.9)]
    [InlineData("pressure >= 1", 1, 0.9, 0.89)]
    [InlineData("1 <= pressure", 1, 0.9, 0.89)]
    public void Process_Deadband_ClearsBeyondIt(string when, double raises, double stands, double clears)
    {
        var replay = new Replay(TestRules.When(when, "deadband: 0.1"));
        Assert.Equal("Raised rule", replay.Reading("s-1", 0, "pressure", raises));
        Assert.Equal("", replay.Reading("s-1", 30, "pressure", stands));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 60, "pressure", clears));
    }

    [Fact]
    public void Process_GapLongerThanThreeIntervals_BeginsTheTimeAnewAndClearsNothing()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 90.001, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 120, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 151, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 3000, "pressure", 0.32));
        Assert.Equal("Cleared low", replay.Reading("s-1", 6000, "pressure", 0.4));
    }

    [Fact]
    public void Process_GapOfExactlyThreeIntervals_Counts()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("Raised low", replay.Reading("s-1", 90, "pressure", 0.2));
    }

    [Fact]
    public void Process_DeviceWithItsOwnInterval_HasItsOwnGap()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-2", 0, "pressure", 0.2);
        Assert.Equal("Raised low", replay.Reading("s-2", 180, "pressure", 0.2));
    }

    [Fact]
    public void Process_MissingOrBadValue_NeitherRaisesNorClears()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 30, "flow", 10));
        Assert.Equal("Raised low", replay.Reading("s-1", 60, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 90, "flow", 10));
        Assert.Equal("", replay.Reading("s-1", 900, "flow", 10));
        Assert.Equal("Cleared low", replay.Reading("s-1", 930, "pressure", 0.4));
    }

    [Fact]
    public void Process_ValueMissingForLongerThanThreeIntervals_BeginsTheTimeAnew()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 40, "flow", 10);
        replay.Reading("s-1", 80, "flow", 10);
        Assert.Equal("", replay.Reading("s-1", 91, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 151, "pressure", 0.2));
    }

    [Fact]
    public void Process_DuplicateSample_ChangesNothing()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 60, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.2));
        Assert.Single(replay.Transitions);
    }

    [Fact]
    public void Process_SameTimeOtherFields_IsNotLate()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3"));
        replay.Reading("s-1", 0, "flow", 3);
        Assert.Equal("Raised rule", replay.Reading("s-1", 0, "pressure", 0.2));
    }

    [Fact]
    public void Process_BacklogInOrder_RaisesOnItsOwnTime()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2, delay: 3600);
        replay.Reading("s-1", 30, "pressure", 0.2, delay: 3570);
        Assert.Equal("Raised low", replay.Reading("s-1", 60, "pressure", 0.2, delay: 3540));
        Assert.Equal(Replay.Ms(60), replay.Transitions[0].AtMs);
    }

    [Fact]
    public void Process_TimestampAfterReceipt_IsClamped()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 100, "pressure", 0.2, delay: -100);
        Assert.Equal("", replay.Reading("s-1", 160, "pressure", 0.2, delay: -150));
        Assert.Equal("Raised low", replay.Reading("s-1", 200, "pressure", 0.2, delay: -140));
        Assert.Equal(Replay.Ms(60), replay.Transitions[0].AtMs);
    }

    [Fact]
    public void Process_ClockOfTheDevicePutBack_IsNotSilencedForLong()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 7200, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 3630, "pressure", 0.2, delay: 3600));
        // One by itself looks like a backfill from before the first reading; the second is of now, and the time goes on.
        Assert.Equal("Raised low", replay.Reading("s-1", 3690, "pressure", 0.2, delay: 3600));
        Assert.Equal((Replay.Ms(7290), false), (replay.Transitions[0].AtMs, replay.Transitions[0].Backlog));
    }

    [Fact]
    public void Process_ClockPutBackAtAnotherPace_CountsAfterThreeIntervals()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3"));
        replay.Reading("s-1", 7200, "pressure", 0.5);
        for (int i = 1; i <= 9; i++)
        {
            // Each is further behind than the one before: it shows nothing by itself.
            replay.Reading("s-1", 3600 + i, "pressure", 0.5, delay: 3600 + (9 * i));
        }

        Assert.Equal("Raised rule", replay.Reading("s-1", 3611, "pressure", 0.2, delay: 3690));
    }

    [Fact]
    public void Process_UnlessHolds_SuppressesAndClears()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "unless: mode == 'cold-run'"));
        Assert.Equal("", replay.Reading("s-1", 0, [("pressure", 0.2)], mode: "cold-run"));
        Assert.Equal("Raised rule", replay.Reading("s-1", 30, [("pressure", 0.2)], mode: "normal"));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 60, [("pressure", 0.2)], mode: "cold-run"));
    }

    [Fact]
    public void Process_UnlessUnknown_DoesNotSuppress() =>
        Assert.Equal("Raised rule", new Replay(TestRules.When("pressure < 0.3", "unless: mode == 'cold-run'")).Reading("s-1", 0, "pressure", 0.2));

    [Fact]
    public void Process_ClearAndWhenBothHold_Stands()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", "clear: flow > 5"));
        replay.Reading("s-1", 0, "pressure", 0.2);
        Assert.Equal("", replay.Reading("s-1", 30, [("pressure", 0.2), ("flow", 10)]));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 60, [("pressure", 0.5), ("flow", 10)]));
    }

    [Fact]
    public void Process_LeakRule_NeedsBothShareAndDrop()
    {
        var replay = new Replay(TestRules.When("makeup_flow / flow > 0.04 and delta(pressure, 5m) < -0.03", "clear: makeup_flow / flow < 0.01\nfor: 60s"));
        for (int time = 0; time <= 600; time += 30)
        {
            Assert.Equal("", replay.Reading("s-1", time, [("makeup_flow", 5), ("flow", 100), ("pressure", 0.6)]));
        }

        Assert.Equal("", replay.Reading("s-1", 630, [("makeup_flow", 5), ("flow", 100), ("pressure", 0.56)]));
        Assert.Equal("", replay.Reading("s-1", 660, [("makeup_flow", 5), ("flow", 100), ("pressure", 0.56)]));
        Assert.Equal("Raised rule", replay.Reading("s-1", 690, [("makeup_flow", 5), ("flow", 100), ("pressure", 0.56)]));
        Assert.Equal(0.05, replay.Transitions[0].Value);
        Assert.Equal("", replay.Reading("s-1", 720, [("makeup_flow", 2), ("flow", 100), ("pressure", 0.6)]));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 750, [("makeup_flow", 0.5), ("flow", 100), ("pressure", 0.6)]));
    }

    [Fact]
    public void Process_SampleOfAnotherCity_Throws()
    {
        var engine = new RuleEngine(TestCity.Compile());
        var stranger = TestCity.Load().Devices[0];
        Assert.Throws<ArgumentException>(() => engine.Process(
            new Sample { Position = 0, Device = stranger, TimestampMs = 1, ReceivedAtMs = 1, Numbers = new double[6] }, []));
    }

    [Fact]
    public void Process_WrongNumberOfFields_Throws()
    {
        var rules = TestCity.Compile();
        Assert.Throws<ArgumentException>(() => new RuleEngine(rules).Process(
            new Sample { Position = 0, Device = rules.City.Devices[0], TimestampMs = 1, ReceivedAtMs = 1, Numbers = new double[5] }, []));
    }
}
