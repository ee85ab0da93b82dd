using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class BackfillTests
{
    [Fact]
    public void Process_BackfillOfAGap_MakesConditionsThatAreOver()
    {
        var replay = Offline(TestRules.LowPressure);
        Assert.Equal("", Backfill(replay, 60, 0.5) + Backfill(replay, 90, 0.2) + Backfill(replay, 120, 0.2));
        Assert.Equal("Raised low, Cleared low", Backfill(replay, 150, 0.2));
        Assert.Equal("Cleared low", Backfill(replay, 180, 0.5));
        Assert.All(replay.Transitions, transition => Assert.True(transition.Backlog));
        Assert.Single(replay.Transitions.Select(transition => transition.Id).Distinct());
        Assert.Equal([new ConditionHistory("low", "s-1", Replay.Ms(150), Replay.Ms(180))], ConditionHistory.Of(replay.Transitions));
    }

    [Fact]
    public void Process_BackfillThatShowsNoEnd_EndsWithTheGap()
    {
        var replay = Offline(TestRules.When("pressure < 0.3"));
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 60, 0.2));
        Assert.Equal((Replay.Ms(3600), 0.2), (replay.Transitions[1].AtMs, replay.Transitions[0].Value));
    }

    [Fact]
    public void Process_TheSameBackfillTwice_IsHistoryOnce()
    {
        var replay = Offline(TestRules.When("pressure < 0.3"));
        Backfill(replay, 60, 0.2);
        Backfill(replay, 90, 0.5);
        int told = replay.Transitions.Count;
        Assert.Equal("", Backfill(replay, 60, 0.2) + Backfill(replay, 90, 0.5) + Backfill(replay, 30, 0.2));
        Assert.Equal(told, replay.Transitions.Count);
        Assert.Equal(3, replay.Engine.LateIgnored);
    }

    [Fact]
    public void Process_NewestFirst_EachIsJudged()
    {
        var replay = Offline(TestRules.When("pressure < 0.3"));
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 1200, 0.2));
        Assert.Equal("", Backfill(replay, 1000, 0.5));
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 800, 0.2));
        Assert.Equal(Replay.Ms(1000), replay.Transitions[^1].AtMs);
    }

    [Fact]
    public void Process_WhereHistoryHasNoGap_IsIgnored()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3"));
        for (int time = 0; time <= 600; time += 30)
        {
            replay.Reading("s-1", time, "pressure", 0.5);
        }

        Assert.Equal("", replay.Reading("s-1", 100, "pressure", 0.2, delay: 501));
        Assert.Equal(1, replay.Engine.LateIgnored);
    }

    [Fact]
    public void Process_FromBeforeTheFirstReading_IsHistory()
    {
        var replay = new Replay(TestRules.When("pressure < 0.3"));
        replay.Reading("s-1", 3600, "pressure", 0.5);
        replay.Reading("s-1", 3630, "pressure", 0.5);
        Assert.Equal("Raised rule, Cleared rule", replay.Reading("s-1", 0, "pressure", 0.2, delay: 3631));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 30, "pressure", 0.5, delay: 3602));
        Assert.Equal("", replay.Reading("s-1", 0, "pressure", 0.2, delay: 3632));
    }

    [Fact]
    public void Process_WhatStandsNow_IsLeftAlone()
    {
        var replay = Offline(TestRules.When("pressure < 0.3"));
        Assert.Equal("Raised rule", replay.Reading("s-1", 3660, "pressure", 0.2));
        Assert.Equal("", replay.Reading("s-1", 60, "pressure", 0.5, delay: 3601));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 3690, "pressure", 0.5));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[1].Id);
    }

    [Theory]
    [InlineData("life-safety: true")]
    [InlineData("")]
    public void Process_DangerOfTheGapHoldsWhenItIsOver_PagesOnceForWhatHolds(string more)
    {
        var replay = new Replay(TestRules.When("pressure < 0.3", more));
        replay.Reading("s-1", 0, "pressure", 0.5);
        Assert.Equal("Raised rule", replay.Reading("s-1", 3600, "pressure", 0.2));
        Assert.False(replay.Transitions[0].Backlog);
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 60, 0.2));
        Assert.Equal("Cleared rule", Backfill(replay, 90, 0.5));
        Assert.Equal("Raised rule, Cleared rule", replay.Reading("s-1", 3505, "pressure", 0.2, delay: 120));
        Assert.All(replay.Transitions.Skip(1), transition => Assert.True(transition.Backlog));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 3660, "pressure", 0.5));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[^1].Id);
    }

    [Theory]
    [InlineData("life-safety: true")]
    [InlineData("")]
    public void Process_BackfillToItsEnd_WhatNothingEndedSinceStandsAndPages(string more)
    {
        var replay = Offline(TestRules.When("pressure < 0.3", "clear: pressure >= 0.6\n" + more));
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 3480, 0.2));
        // By history it stands since, though it would not be raised by what came in order.
        Assert.Equal("Cleared rule, Raised rule", Backfill(replay, 3510, 0.5));
        var raised = replay.Transitions[^1];
        Assert.Equal((Replay.Ms(3510), 0.5, false, true), (raised.AtMs, raised.Value, raised.Backlog, raised.Corrected));
        Assert.NotEqual(replay.Transitions[0].Id, raised.Id);
        Assert.Equal("", Backfill(replay, 3570, 0.5) + replay.Reading("s-1", 3660, "pressure", 0.5));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 3690, "pressure", 0.6));
        Assert.Equal((raised.Id, false), (replay.Transitions[^1].Id, replay.Transitions[^1].Corrected));
        Assert.Equal(
            [new ConditionHistory("rule", "s-1", Replay.Ms(3480), Replay.Ms(3510)), new ConditionHistory("rule", "s-1", Replay.Ms(3510), Replay.Ms(3690))],
            ConditionHistory.Of(replay.Transitions));
    }

    [Fact]
    public void Process_RestOfTheBackfillEndsIt_IsCorrected()
    {
        var replay = Offline(TestRules.When("pressure < 0.3", "clear: pressure >= 0.6"));
        Assert.Equal("Raised rule, Cleared rule, Cleared rule, Raised rule", Backfill(replay, 3515, 0.2));
        Assert.Equal("Cleared rule", Backfill(replay, 3570, 0.6));
        Assert.Equal([new ConditionHistory("rule", "s-1", Replay.Ms(3515), Replay.Ms(3570))], ConditionHistory.Of(replay.Transitions));
    }

    [Fact]
    public void Process_BackfillToItsEnd_WhatWasEndedSinceIsHistory()
    {
        var replay = Offline(TestRules.When("pressure < 0.3", "life-safety: true\nclear: pressure >= 0.4"));
        Assert.Equal("Raised rule, Cleared rule", Backfill(replay, 3530, 0.2));
        Assert.All(replay.Transitions, transition => Assert.True(transition.Backlog));
        Assert.Equal("", replay.Reading("s-1", 3660, "pressure", 0.3));
    }

    [Fact]
    public void Process_ManyDevicesAtOnce_TheOneLongestWithoutBeginsAnew()
    {
        int count = BackfillWatch.MostJudges + 1;
        string devices = string.Concat("devices:\n", $"  - {{ id: \"d-{{0001..{count}}}\", system: test, kind: station, site: here, interval: 30s }}\n");
        var rules = TestCity.Compile(TestRules.LowPressure, devices: devices);
        var engine = new RuleEngine(rules);
        var output = new List<Transition>();
        long position = 0;
        foreach (double time in (double[])[0, 3600, 60, 90, 120])
        {
            foreach (var device in rules.City.Devices)
            {
                engine.Process(
                    new Sample { Position = position++, Device = device, TimestampMs = Replay.Ms(time), ReceivedAtMs = Replay.Ms(Math.Max(time, 3600)), Numbers = [0.2, 1, 1, 1, 1, double.NaN] },
                    output);
            }
        }

        // One after the other gives way before its time is up: bounded, and nothing is made up.
        Assert.Empty(output);
    }

    /// <summary>Nothing between 0 and an hour.</summary>
    private static Replay Offline(string rules)
    {
        var replay = new Replay(rules);
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Reading("s-1", 3600, "pressure", 0.5);
        replay.Reading("s-1", 3630, "pressure", 0.5);
        Assert.Empty(replay.Transitions);
        return replay;
    }

    private static string Backfill(Replay replay, double time, double pressure) => replay.Reading("s-1", time, "pressure", pressure, delay: 3640 - time);
}
