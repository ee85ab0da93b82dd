namespace Telemetry.Alerting.Tests.Engine.Announcing;

public sealed class ChatterTests
{
    private const string Devices = TestCity.Devices + "\nalarms: { chatter: 3 in 1m }\n";

    private readonly Replay _replay = new(TestCity.Compile(TestRules.When("flow > 100"), devices: Devices));

    [Fact]
    public void ThirdTimeWithinAMinute_StaysOpenCountsAndClearsAfterAQuietMinute()
    {
        Assert.Equal("Raised rule", On(0));
        Assert.Equal("Cleared rule", Off(10));
        Assert.Equal("Raised rule", On(20));
        Assert.Equal("Cleared rule", Off(30));
        Assert.Equal("Raised rule", On(40));
        var fold = _replay.Transitions[^1];
        Assert.Equal(3, fold.Occurrences);

        Assert.Equal("", Off(50));
        Assert.Equal("", On(60));
        Assert.Equal("", Off(70));
        Assert.Equal("", On(80));
        // Once a minute it is told how often.
        Assert.Equal("", Off(90));
        Assert.Equal("Changed rule", On(100));
        Assert.Equal((fold.Id, 6), (_replay.Transitions[^1].Id, _replay.Transitions[^1].Occurrences));
        Assert.Equal("", Off(110));

        Assert.Equal("", Off(169));
        Assert.Equal("Cleared rule", Off(170));
        Assert.Equal((fold.Id, 6), (_replay.Transitions[^1].Id, _replay.Transitions[^1].Occurrences));
        Assert.Equal("Raised rule", On(180));
        Assert.NotEqual(fold.Id, _replay.Transitions[^1].Id);
    }

    [Fact]
    public void OccurrenceThatEndedSooner_IsNotToldAndClearsNothing()
    {
        Chatter();
        Assert.Equal("", Off(50));
        Assert.Equal("", Late(45));
        Assert.Equal("", On(60));
        Assert.Equal("", Off(70));
        Assert.Equal("", Late(65));

        Assert.Equal("", Off(129));
        Assert.Equal("Cleared rule", Off(130));
        Assert.Equal(4, _replay.Transitions[^1].Occurrences);
    }

    [Fact]
    public void IncidentBeforeItChattered_IsCorrectedAsAnyOther()
    {
        Chatter();

        Assert.Equal("Cleared rule", Late(25));
        Assert.Equal((true, _replay.Transitions[2].Id), (_replay.Transitions[^1].Corrected, _replay.Transitions[^1].Id));
    }

    [Fact]
    public void QuietAfterChattering_IsSeenOnTicksWhenTheDeviceSaysNothing()
    {
        foreach (int i in Enumerable.Range(0, 3))
        {
            On(i * 20);
            Off((i * 20) + 10);
        }

        Assert.Equal("110: Cleared rule", _replay.Ticks(60, 200));
    }

    [Fact]
    public void ThirdTimeAfterMoreThanAMinute_IsThreeIncidents()
    {
        foreach (int i in Enumerable.Range(0, 4))
        {
            Assert.Equal("Raised rule", On(i * 31));
            Assert.Equal("Cleared rule", Off((i * 31) + 10));
        }
    }

    [Theory]
    [InlineData("chatter: never", "Cleared rule")]
    [InlineData("chatter: 4 in 1m", "Cleared rule")]
    [InlineData("chatter: 2 in 1m", "")]
    public void Rule_HasALimitOfItsOwn(string clause, string lastClear)
    {
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100", clause), devices: Devices));
        string last = "";
        foreach (int i in Enumerable.Range(0, 3))
        {
            replay.Reading("s-1", i * 20, "flow", 200);
            last = replay.Reading("s-1", (i * 20) + 10, "flow", 1);
        }

        Assert.Equal(lastClear, last);
    }

    [Fact]
    public void Zones_ChatterApart_AndARenewalIsNone()
    {
        var replay = new Replay(TestCity.Compile(cameraRules: TestRules.OnEvent("merge: zone within 5s\nclear-event: cleared"), devices: Devices));
        foreach (int i in Enumerable.Range(0, 3))
        {
            Assert.Equal("Raised rule", replay.Event("cam-1", i * 2, "intrusion", $"zone-{i}"));
        }

        foreach (int i in Enumerable.Range(1, 5))
        {
            Assert.Equal("Cleared rule, Raised rule", replay.Event("cam-1", i * 10, "intrusion", "zone-0"));
        }
    }

    [Fact]
    public void CityThatSaysNothing_DoesNotFold()
    {
        var replay = new Replay(TestRules.When("flow > 100"));
        foreach (int i in Enumerable.Range(0, 5))
        {
            Assert.Equal("Raised rule", replay.Reading("s-1", i * 10, "flow", 200));
            Assert.Equal("Cleared rule", replay.Reading("s-1", (i * 10) + 5, "flow", 1));
        }
    }

    [Fact]
    public void LifeSafety_IsRaisedEachTime_WhateverTheCitySays()
    {
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100", "life-safety: true"), devices: Devices));
        foreach (int i in Enumerable.Range(0, 6))
        {
            Assert.Equal("Raised rule", replay.Reading("s-1", i * 10, "flow", 200));
            Assert.Equal("Cleared rule", replay.Reading("s-1", (i * 10) + 5, "flow", 1));
        }
    }

    [Fact]
    public void LifeSafety_ThatIsToFold_IsAMistake()
    {
        Assert.Equal(
            ["6:12 rule 'rule' is about life and safety: each of its incidents is told by itself, so that it cannot have a 'chatter' but 'never'"],
            TestCity.Mistakes(TestRules.When("flow > 100", "life-safety: true\nchatter: 3 in 1m")));
        Assert.Empty(TestCity.Mistakes(TestRules.When("flow > 100", "life-safety: true\nchatter: never")));
    }

    /// <summary>Two incidents, and a third that stands and chatters.</summary>
    private void Chatter()
    {
        On(0);
        Off(10);
        On(20);
        Off(30);
        Assert.Equal("Raised rule", On(40));
    }

    /// <summary>Off, received when a later reading has come.</summary>
    private string Late(double time) => _replay.Reading("s-1", time, "flow", 1, delay: 20);

    private string On(double time) => _replay.Reading("s-1", time, "flow", 200);

    private string Off(double time) => _replay.Reading("s-1", time, "flow", 1);
}
