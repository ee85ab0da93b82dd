namespace Telemetry.Alerting.Tests.Engine;

/// <summary>What a late sample does to what was told, case by case; <see cref="CorrectionProperties"/> has the rest.</summary>
public sealed class CorrectionTests
{
    private const string Low = "pressure < 0.3";

    [Fact]
    public void Process_LateSampleThatWouldHaveRaised_IsHistoryOnly()
    {
        var replay = new Replay(TestRules.When(Low));
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Reading("s-1", 60, "pressure", 0.5);
        Assert.Equal("Raised rule, Cleared rule", replay.Reading("s-1", 30, "pressure", 0.2, delay: 35));
        Assert.All(replay.Transitions, transition => Assert.True(transition.Backlog && transition.Corrected));
        Assert.Equal([new ConditionHistory("rule", "s-1", Replay.Ms(30), Replay.Ms(60))], ConditionHistory.Of(replay.Transitions));
        Assert.Equal(0.2, replay.Transitions[0].Value);
    }

    [Fact]
    public void Process_LateSampleThatClosesAGap_RaisesAtOnce()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 95, "pressure", 0.2);
        Assert.Equal("Raised low", replay.Reading("s-1", 50, "pressure", 0.2, delay: 50));
        var raised = replay.Transitions[0];
        Assert.Equal((2, Replay.Ms(95), false, false), (raised.Position, raised.AtMs, raised.Corrected, raised.Backlog));
    }

    [Fact]
    public void Process_LateSampleThatBreaksTheTime_ClearsWhatNeverWas()
    {
        var replay = new Replay(TestRules.LowPressure);
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 60, "pressure", 0.2);
        Assert.Equal("Cleared low", replay.Reading("s-1", 30, "pressure", 0.5, delay: 35));
        var (raised, never) = (replay.Transitions[0], replay.Transitions[1]);
        Assert.Equal((raised.Id, true, raised.AtMs, raised.AtMs), (never.Id, never.Corrected, never.AtMs, never.OpenedAtMs));
        Assert.Empty(ConditionHistory.Of(replay.Transitions));
        Assert.Equal("", replay.Reading("s-1", 90, "pressure", 0.2));
        Assert.Equal("Raised low", replay.Reading("s-1", 120, "pressure", 0.2));
    }

    [Fact]
    public void Process_LateSampleThatHeldEarlier_MovesTheBeginOfWhatStands()
    {
        var replay = new Replay(TestRules.When(Low));
        replay.Reading("s-1", 0, "pressure", 0.5);
        replay.Reading("s-1", 60, "pressure", 0.2);
        Assert.Equal("Changed rule", replay.Reading("s-1", 30, "pressure", 0.2, delay: 35));
        var changed = replay.Transitions[1];
        Assert.Equal((replay.Transitions[0].Id, true, Replay.Ms(30)), (changed.Id, changed.Corrected, changed.OpenedAtMs));
    }

    [Fact]
    public void Process_LateSampleThatSplits_WhatStandsKeepsItsName()
    {
        var replay = new Replay(TestRules.When(Low));
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 60, "pressure", 0.2);
        Assert.Equal("Raised rule, Cleared rule, Changed rule", replay.Reading("s-1", 30, "pressure", 0.5, delay: 35));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[3].Id);
        Assert.NotEqual(replay.Transitions[0].Id, replay.Transitions[1].Id);
        Assert.Equal("Cleared rule", replay.Reading("s-1", 90, "pressure", 0.5));
        Assert.Equal(
            [new("rule", "s-1", Replay.Ms(0), Replay.Ms(30)), new("rule", "s-1", Replay.Ms(60), Replay.Ms(90))],
            ConditionHistory.Of(replay.Transitions));
    }

    [Fact]
    public void Process_LateSampleThatEndedItSooner_CorrectsTheEnd()
    {
        var replay = new Replay(TestRules.When(Low));
        replay.Reading("s-1", 0, "pressure", 0.2);
        replay.Reading("s-1", 60, "pressure", 0.5);
        Assert.Equal("Cleared rule", replay.Reading("s-1", 30, "pressure", 0.5, delay: 35));
        Assert.Equal((Replay.Ms(30), true), (replay.Transitions[2].AtMs, replay.Transitions[2].Corrected));
    }

    [Fact]
    public void Process_LateSampleThatChangesAWindow_ConditionsAfterItAreJudgedAgain()
    {
        var replay = new Replay(TestRules.When("max(pressure, 1m) > 0.7"));
        for (int time = 0; time <= 90; time += 30)
        {
            replay.Reading("s-1", time, "pressure", 0.5);
        }

        Assert.Equal("Raised rule", replay.Reading("s-1", 75, "pressure", 0.9, delay: 20));
        Assert.Equal(Replay.Ms(75), replay.Transitions[0].AtMs);
        Assert.Equal("", replay.Reading("s-1", 120, "pressure", 0.5));
        Assert.Equal("Cleared rule", replay.Reading("s-1", 150, "pressure", 0.5));
    }

    [Fact]
    public void Process_DuplicateOfAnyKeptSample_ChangesNothing()
    {
        var replay = new Replay(TestRules.When("count(pressure, 1m) > 2.5"));
        for (int time = 0; time <= 90; time += 30)
        {
            replay.Reading("s-1", time, "pressure", 0.5);
            replay.Reading("s-1", 0, "pressure", 0.5, delay: time);
            replay.Reading("s-1", time, "pressure", 0.5);
        }

        Assert.Empty(replay.Transitions);
    }

    [Fact]
    public void Process_TwoMessagesOfOneMoment_AreJudgedTogether()
    {
        var replay = new Replay(TestRules.When("makeup_flow / flow > 0.04"));
        Assert.Equal("", replay.Reading("s-1", 0, "makeup_flow", 5));
        Assert.Equal("Raised rule", replay.Reading("s-1", 0, "flow", 100));
        Assert.False(replay.Transitions[0].Corrected);
    }

    [Fact]
    public void Process_MoreThanEightInThreeIntervals_TheOldestCanNoLongerBeCorrected()
    {
        var replay = new Replay(TestRules.When(Low));
        for (int time = 0; time <= 80; time += 10)
        {
            replay.Reading("s-1", time, "pressure", 0.5);
        }

        Assert.Equal("", replay.Reading("s-1", 0, "pressure", 0.2, delay: 85));
        Assert.Equal("Raised rule, Cleared rule", replay.Reading("s-1", 5, "pressure", 0.2, delay: 80));
    }

    [Fact]
    public void Process_OneLateSampleRaisesTwice_EachHasItsOwnName()
    {
        // The sample holds itself, and a minute later it is what another one is compared with.
        var replay = new Replay(TestRules.When("pressure < 0.3 or delta(pressure, 1m) > 0.4"));
        foreach (int time in (int[])[0, 30, 90, 120])
        {
            replay.Reading("s-1", time, "pressure", 0.6);
        }

        Assert.Equal("Raised rule, Cleared rule, Raised rule", replay.Reading("s-1", 60, "pressure", 0.1, delay: 65));
        Assert.Equal([replay.Transitions[0].Id, replay.Transitions[2].Id], replay.Transitions.Select(transition => transition.Id).Distinct());
        Assert.Equal([true, true, false], replay.Transitions.Select(transition => transition.Backlog));
        Assert.Equal(Replay.Ms(120), replay.Transitions[2].AtMs);
    }
}
