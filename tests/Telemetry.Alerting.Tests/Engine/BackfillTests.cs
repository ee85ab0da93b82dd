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
