using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine;

public sealed class EventRuleTests
{
    [Fact]
    public void Process_EventSatisfiesWhere_RaisesWithItsFields()
    {
        var replay = Camera();
        Assert.Equal("Raised person", replay.Event("cam-1", 0, "intrusion", "东岸", 0, ("confidence", 0.75), ("child", 1), ("lane", 2)));
        var raised = replay.Transitions[0];
        Assert.Equal(0.75, raised.Value);
        Assert.Equal("""{"event":"intrusion","zone":"东岸","confidence":0.75,"child":true,"lane":2}""", raised.Attributes);
        Assert.Equal(ConditionId.Of(raised.Rule, raised.Device, 0), raised.Id);
    }

    [Theory]
    [InlineData("intrusion", 0.59)]
    [InlineData("intrusion", double.NaN)]
    [InlineData("cleared", 0.9)]
    public void Process_EventDoesNotSatisfyTheRule_RaisesNothing(string name, double confidence) =>
        Assert.Equal("", Camera().Event("cam-1", 0, name, "east", 0, ("confidence", confidence)));

    [Fact]
    public void Process_SameZoneWithinTheTime_IsMerged()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        Assert.Equal("Changed person", replay.Intrusion("cam-1", 60, "east"));
        Assert.Equal("Changed person", replay.Intrusion("cam-1", 120, "east"));
        Assert.Single(replay.Transitions.Select(transition => transition.Id).Distinct());
    }

    [Fact]
    public void Process_OtherZone_IsAnotherCondition()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        Assert.Equal("Raised person", replay.Intrusion("cam-1", 1, "west"));
        Assert.Equal("Raised person", replay.Intrusion("cam-1", 2, null));
        Assert.Equal("Changed person", replay.Intrusion("cam-1", 3, "east"));
    }

    [Fact]
    public void Process_SameZoneAfterTheTime_EndsTheOldAndRaisesANewOne()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        Assert.Equal("Cleared person, Raised person", replay.Intrusion("cam-1", 60.001, "east"));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[1].Id);
        Assert.NotEqual(replay.Transitions[1].Id, replay.Transitions[2].Id);
    }

    [Fact]
    public void Process_ClearEventOfTheZone_ClearsOnlyThat()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        replay.Intrusion("cam-1", 1, "west");
        Assert.Equal("Cleared person", replay.Event("cam-1", 5, "cleared", "west"));
        Assert.Equal(replay.Transitions[1].Id, replay.Transitions[2].Id);
        Assert.Equal("", replay.Event("cam-1", 6, "cleared", "west"));
        Assert.Equal("Changed person", replay.Intrusion("cam-1", 7, "east"));
    }

    [Fact]
    public void Process_ClearEventWithoutZone_ClearsAll()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        replay.Intrusion("cam-1", 1, "west");
        Assert.Equal("Cleared person, Cleared person", replay.Event("cam-1", 5, "cleared"));
    }

    [Fact]
    public void Process_ClearEventOlderThanTheCondition_ClearsNothing()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 10, "east");
        Assert.Equal("", replay.Event("cam-1", 5, "cleared", "east", delay: 8));
    }

    [Fact]
    public void Process_LateEventOfAStandingCondition_IsTakenInSilently()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 100, "east");
        Assert.Equal("", replay.Intrusion("cam-1", 20, "east", delay: 85));
    }

    [Theory]
    [InlineData(-3600)]
    [InlineData(3600)]
    public void Process_EventWithAWrongClock_IsNeverRejectedForItsTime(double wrong)
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        replay.Event("cam-1", 1, "cleared", "east");
        Assert.Equal("Raised person", replay.Intrusion("cam-1", 100 + wrong, "east", delay: -wrong));
    }

    [Fact]
    public void Process_DeliveredTwice_DoesNotRaiseWhatIsOver()
    {
        var replay = Camera();
        replay.Intrusion("cam-1", 0, "east");
        replay.Event("cam-1", 5, "cleared", "east");
        Assert.Equal("", replay.Intrusion("cam-1", 0, "east", delay: 8));
        Assert.Equal("", replay.Event("cam-1", 5, "cleared", "east", delay: 3));
        Assert.Equal("Raised person", replay.Intrusion("cam-1", 8, "east"));
    }

    [Fact]
    public void Tick_QuietForTheTime_Clears()
    {
        var replay = Camera();
        replay.Tick(0);
        replay.Intrusion("cam-1", 5, "east");
        replay.Ticks(10, 50);
        replay.Intrusion("cam-1", 55, "east");
        Assert.Equal("660: Cleared person", replay.Ticks(60, 1500));
        Assert.Equal(replay.Transitions[0].Id, replay.Transitions[^1].Id);
        Assert.Equal(Replay.Ms(660), replay.Transitions[^1].AtMs);
    }

    [Fact]
    public void Tick_QuietWhileIngestIsDown_DoesNotCount()
    {
        var replay = Camera();
        replay.Ticks(0, 0);
        replay.Intrusion("cam-1", 5, "east");
        Assert.Equal("", replay.Ticks(10, 5000, up: false));
        Assert.Equal("5610: Cleared person", replay.Ticks(5010, 6000));
    }

    [Fact]
    public void Process_NoMerge_IsOneConditionWhileItStands()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("clear-event: cleared"));
        Assert.Equal("Raised rule", replay.Event("cam-1", 0, "intrusion", "east"));
        Assert.Equal("Changed rule", replay.Event("cam-1", 5000, "intrusion", "west"));
        Assert.Null(replay.Transitions[1].Value);
        Assert.Equal("", replay.Ticks(0, 10_000));
        Assert.Equal("Cleared rule", replay.Event("cam-1", 10_001, "cleared", "anywhere"));
    }

    [Fact]
    public void Process_MergeByNumber_TellsConditionsApart()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("clear-event: cleared\nmerge: lane"));
        replay.Event("cam-1", 0, "intrusion", null, 0, ("lane", 1));
        Assert.Equal("Raised rule", replay.Event("cam-1", 1, "intrusion", null, 0, ("lane", 2)));
        Assert.Equal("Changed rule", replay.Event("cam-1", 2, "intrusion", null, 0, ("lane", 1)));
        Assert.Equal("Cleared rule", replay.Event("cam-1", 3, "cleared", null, 0, ("lane", 2)));
    }

    [Fact]
    public void Process_MoreZonesThanAllowed_TheOneHeardLongestAgoGivesWay()
    {
        var replay = Camera();
        replay.Tick(0);
        for (int zone = 0; zone < EventWatch.MaximumStanding; zone++)
        {
            Assert.Equal("Raised person", replay.Intrusion("cam-1", zone, $"zone-{zone}"));
        }

        replay.Intrusion("cam-1", 64, "zone-0");
        Assert.Equal("Cleared person, Raised person", replay.Intrusion("cam-1", 65, "one more"));
        Assert.Equal(replay.Transitions[1].Id, replay.Transitions[^2].Id);
    }

    [Fact]
    public void Process_EventWithoutName_IsIgnored()
    {
        var rules = TestCity.Compile(cameraRules: TestRules.Intruder);
        var output = new List<Transition>();
        new RuleEngine(rules).Process(
            new Sample { Position = 0, Device = rules.City.FindDevice("cam-1")!, IsEvent = true, TimestampMs = 1, ReceivedAtMs = 1, Numbers = new double[5] }, output);
        Assert.Empty(output);
    }

    private static Replay Camera() => new(cameraRules: TestRules.Intruder);

    [Fact]
    public void Process_NeedsThreeOfThree_TheThirdInARowRaises()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("where: confidence >= 0.6\nsamples: 3 of 3 within 10s\nmerge: zone\nclear-event: cleared"));
        Assert.Equal("", Frame(replay, 0, 0.9));
        Assert.Equal("", Frame(replay, 1, 0.9));
        Assert.Equal("", Frame(replay, 2, 0.5));
        Assert.Equal("", Frame(replay, 3, 0.9));
        // Another zone counts for itself.
        Assert.Equal("", Frame(replay, 3.5, 0.9, "west"));
        Assert.Equal("", Frame(replay, 4, 0.9));
        Assert.Equal("Raised rule", Frame(replay, 5, 0.9));
        Assert.Equal("Changed rule", Frame(replay, 6, 0.9));
        Assert.Equal("Cleared rule", replay.Event("cam-1", 7, "cleared", "east"));
        Assert.Equal("", Frame(replay, 8, 0.9));
    }

    [Fact]
    public void Process_NeedsTwoOfThree_WithinTheirTimeAlone()
    {
        var replay = new Replay(cameraRules: TestRules.OnEvent("where: confidence >= 0.6\nsamples: 2 of 3 within 10s\nclear-event: cleared"));
        Assert.Equal("", Frame(replay, 0, 0.9));
        Assert.Equal("", Frame(replay, 10.001, 0.9));
        Assert.Equal("", Frame(replay, 11, 0.1));
        Assert.Equal("Raised rule", Frame(replay, 12, 0.9));
    }

    private static string Frame(Replay replay, double time, double confidence, string zone = "east") =>
        replay.Event("cam-1", time, "intrusion", zone, 0, ("confidence", confidence));
}
