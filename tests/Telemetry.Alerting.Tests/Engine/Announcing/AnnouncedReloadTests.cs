using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine.Announcing;

/// <summary>Other rules and devices go on with what stands: what people know of is ended, what they do not know of is not.</summary>
public sealed class AnnouncedReloadTests
{
    private const string Low = """
        - id: low
          when: pressure < 0.3
          severity: high
          title: { zh: 压力低, en: Pressure low }
          group: { by: area, at-least: 3, within: 5m, title: { zh: 多站, en: Many } }
        """;

    private const string Leaks = """
        - id: leak
          when: makeup_flow > 5
          inhibited-by: leak-critical
          severity: high
          title: { zh: 漏, en: Leak }
        """;

    private const string Critical = """
        - id: leak-critical
          when: makeup_flow > 10
          severity: critical
          title: { zh: 大漏, en: Big leak }
        """;

    private readonly List<Transition> _output = [];

    [Fact]
    public void MemberIsRetired_ItIsOrphanedAndTheGroupEndsForTheOthers()
    {
        var replay = new Replay(Low);
        replay.Reading("s-1", 0, "pressure", 0.1);
        replay.Reading("s-2", 10, "pressure", 0.1);
        replay.Reading("s-3", 10, "pressure", 0.1);
        string group = replay.Transitions[^1].Group!;

        var engine = Load(replay, TestCity.Compile(Low, devices: Retired("s-2", "s-3")), out var orphans);
        Assert.Equal(["s-2", "s-3"], orphans.Select(orphan => orphan.DeviceId));
        engine.Tick(100, Replay.Ms(20), true, _output);
        Assert.Equal(["Cleared low-group", "Changed low"], Told());
        Assert.Equal((group, null), (_output[0].Id, _output[1].Group));
    }

    [Fact]
    public void AllMembersAreRetired_TheGroupIsOrphanedToo()
    {
        var replay = new Replay(Low);
        replay.Reading("s-1", 0, "pressure", 0.1);
        replay.Reading("s-2", 10, "pressure", 0.1);
        replay.Reading("s-3", 10, "pressure", 0.1);

        Load(replay, TestCity.Compile(Low, devices: Retired("s-1", "s-2", "s-3")), out var orphans);
        Assert.Equal(["low", "low", "low", "low-group"], orphans.Select(orphan => orphan.RuleId).Order());
    }

    [Fact]
    public void InhibitorIsRetired_WhatItHidIsRaised()
    {
        const string inhibited = Critical + "\n" + """
            - id: leak
              when: makeup_flow > 5
              inhibited-by: site.leak-critical
              severity: high
              title: { zh: 漏, en: Leak }
            """;
        var replay = new Replay(inhibited);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        Assert.Equal("", replay.Reading("s-2", 10, "makeup_flow", 7));

        var engine = Load(replay, TestCity.Compile(inhibited, devices: Retired("s-1")), out var orphans);
        Assert.Equal("leak-critical", Assert.Single(orphans).RuleId);
        engine.Tick(100, Replay.Ms(20), true, _output);
        Assert.Equal(("Raised leak", "s-2"), (Assert.Single(Told()), _output[0].Device.Id));
    }

    [Fact]
    public void InhibitedRuleIsGone_NobodyHearsOfItsEnd()
    {
        var replay = new Replay(Leaks + "\n" + Critical);
        Assert.Equal("Raised leak-critical", replay.Reading("s-1", 0, "makeup_flow", 12));

        Load(replay, TestCity.Compile(Critical), out var orphans);
        Assert.Empty(orphans);
    }

    [Fact]
    public void InhibitorIsAnotherSortOfRuleNow_ItInhibitsNoMore()
    {
        var replay = new Replay(Leaks + "\n" + Critical);
        replay.Reading("s-1", 0, "makeup_flow", 12);
        string silence = TestRules.Silent.Replace("id: silent", "id: leak-critical", StringComparison.Ordinal).Replace("severity: medium", "severity: high", StringComparison.Ordinal);

        var engine = Load(replay, TestCity.Compile(Leaks + "\n" + silence), out var orphans);
        Assert.Equal("leak-critical", Assert.Single(orphans).RuleId);
        engine.Tick(100, Replay.Ms(20), true, _output);
        Assert.Equal(["Raised leak"], Told());
    }

    [Fact]
    public void RuleThatChattersIsGone_ItsIncidentEndsByTheNameThatPeopleKnow()
    {
        string devices = TestCity.Devices + "\nalarms: { chatter: 2 in 5m }\n";
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100"), devices: devices));
        for (int i = 0; i < 3; i++)
        {
            replay.Reading("s-1", i * 20, "flow", 200);
            replay.Reading("s-1", (i * 20) + 10, "flow", i == 2 ? 200 : 1);
        }

        Load(replay, TestCity.Compile(devices: devices), out var orphans);
        Assert.Equal(replay.Transitions[^1].Id, Assert.Single(orphans).Id);
    }

    private RuleEngine Load(Replay replay, RuleSet rules, out IReadOnlyList<OrphanedCondition> orphans)
    {
        replay.Tick(15);
        using var state = new MemoryStream();
        replay.Engine.Save(state);
        state.Position = 0;
        var engine = new RuleEngine(rules);
        orphans = engine.Load(state);
        return engine;
    }

    private List<string> Told() => [.. _output.Select(transition => $"{transition.Kind} {transition.Rule.Id}")];

    private static string Retired(params string[] ids) => ids.Aggregate(
        TestCity.Devices.Replace(", state: commissioning", "", StringComparison.Ordinal),
        (devices, id) => devices.Replace($"id: {id},", $"id: {id}, state: retired,", StringComparison.Ordinal));
}
