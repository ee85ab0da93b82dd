using Telemetry.Alerting.Engine;

namespace Telemetry.Alerting.Tests.Engine.Announcing;

public sealed class InhibitionTests
{
    private const string Leaks = """
        - id: leak
          when: makeup_flow > 5
          inhibited-by: leak-critical
          severity: high
          title: { zh: 漏, en: Leak }
        - id: leak-critical
          when: makeup_flow > 10
          severity: critical
          title: { zh: 大漏, en: Big leak }
        """;

    // A gateway of kind station with two children on another site, and one upstream of the other.
    private const string Plant = """
        devices:
          - { id: gw, system: test, kind: station, site: here, title: { zh: 网关, en: Gateway }, children: [a, b] }
          - { id: a, system: test, kind: station, site: here, title: { zh: 甲, en: A } }
          - { id: b, system: test, kind: station, site: here, title: { zh: 乙, en: B }, neighbours: { upstream: a } }

        """;

    [Fact]
    public void SameRecord_TheInhibitorComesLaterInTheFile_OnlyItIsRaised()
    {
        var replay = new Replay(Leaks);
        Assert.Equal("Raised leak-critical", replay.Reading("s-1", 0, "makeup_flow", 12));
    }

    [Fact]
    public void InhibitorClears_ConditionStillHolds_IsRaisedWithItsOwnBegin()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        Assert.Equal("Cleared leak-critical, Raised leak", replay.Reading("s-1", 30, "makeup_flow", 7));

        var raised = replay.Transitions[^1];
        Assert.Equal((Replay.Ms(30), Replay.Ms(0), 12.0), (raised.AtMs, raised.OpenedAtMs!.Value, raised.Value!.Value));
        Assert.Equal("Cleared leak", replay.Reading("s-1", 60, "makeup_flow", 1));
        Assert.Equal(raised.Id, replay.Transitions[^1].Id);
    }

    [Fact]
    public void BothClear_TheInhibitedOneIsNeverHeardOf()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        Assert.Equal("Cleared leak-critical", replay.Reading("s-1", 30, "makeup_flow", 1));
    }

    [Fact]
    public void BothClearedSoonerThanWasTold_TheInhibitedOneIsStillNotHeardOf()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        replay.Reading("s-1", 30, "makeup_flow", 1);

        Assert.Equal("Cleared leak-critical", replay.Reading("s-1", 15, "makeup_flow", 1, delay: 20));
        Assert.True(replay.Transitions[^1].Corrected);
    }

    [Fact]
    public void RaisedBefore_StaysAndIsClearedByItself()
    {
        var replay = new Replay(Leaks);
        Assert.Equal("Raised leak", replay.Reading("s-1", 0, "makeup_flow", 7));
        Assert.Equal("Raised leak-critical", replay.Reading("s-1", 30, "makeup_flow", 12));
        Assert.Equal("Cleared leak, Cleared leak-critical", replay.Reading("s-1", 60, "makeup_flow", 1));
    }

    [Fact]
    public void OtherDevice_IsNotInhibited()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        Assert.Equal("Raised leak", replay.Reading("s-2", 0, "makeup_flow", 7));
    }

    [Fact]
    public void Site_AnyDeviceOfIt_Inhibits()
    {
        var replay = new Replay(Leaks.Replace("inhibited-by: leak-critical", "inhibited-by: site.leak-critical", StringComparison.Ordinal));
        replay.Reading("s-1", 0, "makeup_flow", 12);
        Assert.Equal("", replay.Reading("s-2", 0, "makeup_flow", 7));
        Assert.Equal("Cleared leak-critical, Raised leak", replay.Reading("s-1", 30, "makeup_flow", 1));
        Assert.Equal("s-2", replay.Transitions[^1].Device.Id);
    }

    [Fact]
    public void Upstream_Inhibits_DownstreamAlone()
    {
        var replay = new Replay(TestCity.Compile(
            TestRules.When("pressure < 0.3", "inhibited-by: upstream.rule"), devices: Plant));
        Assert.Equal("Raised rule", replay.Reading("b", 0, "pressure", 0.1));
        replay.Reading("b", 30, "pressure", 1);
        Assert.Equal("Raised rule", replay.Reading("a", 60, "pressure", 0.1));
        Assert.Equal("", replay.Reading("b", 60, "pressure", 0.1));
    }

    [Fact]
    public void Gateway_Silent_IsOneIncidentAndItsChildrenAreGivenTimeAfterIt()
    {
        var replay = new Replay(TestCity.Compile(TestRules.Silent, devices: Plant));
        replay.Tick(0);
        Assert.Equal("90: Raised silent", replay.Ticks(10, 600));
        Assert.Equal("gw", Assert.Single(replay.Transitions).Device.Id);

        // It is back; its children have three intervals to be heard.
        Assert.Equal("Cleared silent", replay.Reading("gw", 605, "flow", 1));
        replay.Reading("gw", 635, "flow", 1);
        replay.Reading("gw", 665, "flow", 1);
        Assert.Equal("", replay.Reading("a", 640, "flow", 1));
        Assert.Equal("700: Raised silent", replay.Ticks(610, 700));
        Assert.Equal("b", replay.Transitions[^1].Device.Id);
    }

    [Fact]
    public void Gateway_Silent_DoesNotHideASilenceThatLivesDependOn()
    {
        var replay = new Replay(TestCity.Compile(TestRules.Silent + "\n  life-safety: true", devices: Plant));
        replay.Tick(0);
        replay.Ticks(10, 100);
        Assert.Equal(["a", "b", "gw"], replay.Transitions.Select(t => t.Device.Id).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void RuleIsGoneAfterAReload_WhatItInhibitedIsRaisedOnTheNextTick()
    {
        var output = new List<Transition>();
        var old = new Replay(Leaks);
        old.Reading("s-1", 0, "makeup_flow", 12);
        using var state = new MemoryStream();
        old.Engine.Save(state);
        state.Position = 0;
        var engine = new RuleEngine(TestCity.Compile(Leaks.Replace("inhibited-by: leak-critical", "", StringComparison.Ordinal)));
        engine.Load(state);

        engine.Tick(10, Replay.Ms(60), true, output);

        Assert.Equal("leak", Assert.Single(output).Rule.Id);
    }
}
