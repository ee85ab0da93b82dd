namespace Telemetry.Alerting.Tests.Engine.Announcing;

/// <summary>The limit of s-1 is three intervals of 30 s.</summary>
public sealed class BacklogTests
{
    private readonly Replay _replay = new(TestRules.When("flow > 100"), TestRules.OnEvent("clear-after: 10m"));

    [Fact]
    public void OverInTheBacklog_IsHistoryFromBeginToEnd()
    {
        Assert.Equal("Raised rule", At(0, 200, received: 3600));
        Assert.Equal("", At(30, 200, received: 3600.1));
        Assert.Equal("Cleared rule", At(60, 1, received: 3600.2));
        Assert.Equal([true, true], _replay.Transitions.Select(t => t.Backlog));
    }

    [Fact]
    public void StillStandsWhenTheBacklogIsThrough_IsNews()
    {
        At(0, 200, received: 3600);
        for (int time = 30; time <= 3480; time += 30)
        {
            Assert.Equal("", At(time, 200, received: 3600.1));
        }

        Assert.Equal("Changed rule", At(3530, 200, received: 3600.2));
        Assert.Equal((false, 1), (_replay.Transitions[^1].Backlog, _replay.Transitions[^1].Occurrences!.Value));
        Assert.Equal("", At(3560, 200, received: 3600.3));
    }

    [Fact]
    public void NothingFurtherComes_IsNewsAfterTheTimeThatMakesHistory()
    {
        At(0, 200, received: 3600);
        Assert.Equal("3690: Changed rule", _replay.Ticks(3600, 3800));
    }

    [Fact]
    public void JustInTime_IsNoHistory()
    {
        At(0, 200, received: 90);
        Assert.False(Assert.Single(_replay.Transitions).Backlog);
    }

    [Fact]
    public void Event_OlderThanItsQuiet_IsHistoryUntilAnotherOneIsNew()
    {
        Assert.Equal("Raised rule", _replay.Event("cam-1", 0, "intrusion", "z", delay: 601));
        Assert.True(_replay.Transitions[^1].Backlog);
        Assert.Equal("", _replay.Ticks(610, 800));
        Assert.Equal("Changed rule", _replay.Event("cam-1", 810, "intrusion", "z"));
        Assert.False(_replay.Transitions[^1].Backlog);
    }

    [Fact]
    public void LifeSafety_IsNeverHistory()
    {
        var replay = new Replay(cameraRules: TestRules.Intruder);
        replay.Event("cam-1", 0, "intrusion", "z", delay: 7200, ("confidence", 0.9));
        Assert.False(Assert.Single(replay.Transitions).Backlog);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("life-safety: true", false)]
    public void LateReadingThatIsOverByNow_IsHistoryUnlessLivesAreAtStake(string more, bool isHistory)
    {
        var replay = new Replay(TestRules.When("flow > 100", more));
        replay.Reading("s-1", 0, "flow", 1);
        replay.Reading("s-1", 60, "flow", 1);

        Assert.Equal("Raised rule, Cleared rule", replay.Reading("s-1", 30, "flow", 200, delay: 31));
        Assert.Equal([isHistory, isHistory], replay.Transitions.Select(t => t.Backlog));
    }

    private string At(double time, double flow, double received) => _replay.Reading("s-1", time, "flow", flow, received - time);
}
