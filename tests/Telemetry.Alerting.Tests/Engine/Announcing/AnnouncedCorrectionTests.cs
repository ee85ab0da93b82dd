namespace Telemetry.Alerting.Tests.Engine.Announcing;

/// <summary>A late sample changes history that is inhibited, one of many, folded or long past.</summary>
public sealed class AnnouncedCorrectionTests
{
    private const string Leaks = """
        - id: leak
          when: makeup_flow > 5
          inhibited-by: leak-critical
          severity: { high: at once, critical: after 5m }
          title: { zh: 漏, en: "Leak {value}" }
        - id: leak-critical
          when: makeup_flow > 10
          severity: critical
          title: { zh: 大漏, en: Big leak }
        """;

    private const string Low = """
        - id: low
          when: pressure < 0.3
          severity: high
          title: { zh: 压力低, en: Pressure low }
          group: { by: area, at-least: 2, within: 1m, title: { zh: 多站, en: "{count} low" } }
        """;

    private const string ThreeInAMinute = TestCity.Devices + "\nalarms: { chatter: 3 in 1m }\n";

    [Fact]
    public void InhibitorIsRetracted_WhatItHidIsRaisedWithItsBegin()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 7);
        replay.Reading("s-1", 30, "makeup_flow", 1);
        Assert.Equal("Raised leak-critical", replay.Reading("s-1", 60, "makeup_flow", 12));
        // The hidden one began earlier than was thought.
        Assert.Equal("", replay.Reading("s-1", 50, "makeup_flow", 6, delay: 15));
        Assert.Equal("Cleared leak-critical, Raised leak", replay.Reading("s-1", 90, "makeup_flow", 8));
        Assert.Equal((Replay.Ms(50), "Leak 12 t/h"), (replay.Transitions[^1].OpenedAtMs, replay.Transitions[^1].Title.En));
        Assert.Equal("Cleared leak", replay.Reading("s-1", 120, "makeup_flow", 1));
    }

    [Fact]
    public void EndedUnseen_ItsCorrectionIsNotToldEither()
    {
        var replay = new Replay(Leaks);
        Assert.Equal("Raised leak-critical", replay.Reading("s-1", 0, "makeup_flow", 12));
        Assert.Equal("Cleared leak-critical", replay.Reading("s-1", 60, "makeup_flow", 1));
        // Both were over already at 30 s; people know of one.
        Assert.Equal("Cleared leak-critical", replay.Reading("s-1", 30, "makeup_flow", 1, delay: 35));
        Assert.True(replay.Transitions[^1].Corrected);
    }

    [Fact]
    public void MemberIsRetracted_TheGroupThatItMadeIsOver()
    {
        var replay = new Replay(
            Low.Replace("when: pressure < 0.3", "when: pressure < 0.3\n  for: 20s", StringComparison.Ordinal).Replace("at-least: 2", "at-least: 3", StringComparison.Ordinal));
        foreach (string device in (string[])["s-1", "s-2", "s-3"])
        {
            replay.Reading(device, 0, "pressure", 0.1);
            replay.Reading(device, 20, "pressure", 0.1);
        }

        string group = replay.Transitions[^1].Group!;
        // It was not low between, so that it never was for long enough.
        Assert.Equal("Cleared low", replay.Reading("s-1", 10, "pressure", 1, delay: 15));
        Assert.Equal((true, group), (replay.Transitions[^1].Corrected, replay.Transitions[^1].Group));
        Assert.Equal("Cleared low-group, Cleared low, Changed low", replay.Reading("s-2", 10, "pressure", 1, delay: 15));
        Assert.Equal((group, true), (replay.Transitions[^3].Id, replay.Transitions[^2].Corrected));
        Assert.Equal(("s-3", null), (replay.Transitions[^1].Device.Id, replay.Transitions[^1].Group));
    }

    [Fact]
    public void CorrectedBegin_CountsForTheGroup()
    {
        var replay = new Replay(Low);
        Assert.Equal("Raised low", replay.Reading("s-1", 100, "pressure", 0.1));
        Assert.Equal("Changed low", replay.Reading("s-1", 20, "pressure", 0.1, delay: 81));
        // 61 s apart by then.
        Assert.Equal("Raised low", replay.Reading("s-2", 101, "pressure", 0.1));
        Assert.DoesNotContain(replay.Transitions, transition => transition.Rule.Id == "low-group");
    }

    [Fact]
    public void LateSampleSplitsAnOccurrenceOfWhatChatters_OneMoreOccurrenceAndNothingCorrectedAloud()
    {
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100"), devices: ThreeInAMinute));
        for (int i = 0; i < 3; i++)
        {
            replay.Reading("s-1", i * 16, "flow", 200);
            replay.Reading("s-1", (i * 16) + 8, "flow", i == 2 ? 200 : 1);
        }

        string fold = replay.Transitions[^1].Id;
        // Over for a moment at 36 s: what stands began at 40 s, and another one before it.
        Assert.Equal("", replay.Reading("s-1", 36, "flow", 1, delay: 10));
        Assert.Equal("", replay.Reading("s-1", 50, "flow", 1));
        Assert.Equal("", replay.Reading("s-1", 48, "flow", 1, delay: 4));
        Assert.Equal("110: Cleared rule", replay.Ticks(60, 200));
        Assert.Equal((fold, 4), (replay.Transitions[^1].Id, replay.Transitions[^1].Occurrences));
    }

    [Fact]
    public void HistoryThatChatters_IsNoNewsOnceItIsQuiet()
    {
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100", "chatter: 3 in 20m"), devices: TestCity.Devices));
        for (int i = 0; i < 3; i++)
        {
            replay.Reading("s-1", i * 20, "flow", 200, delay: 3600 - (i * 20));
            replay.Reading("s-1", (i * 20) + 10, "flow", 1, delay: 3600 - (i * 20) - 10);
        }

        Assert.Equal(3, replay.Transitions[^1].Occurrences);
        Assert.True(replay.Transitions[^1].Backlog);
        // Nothing stands: neither the time that makes history nor a new sample makes it news, and quiet ends it.
        Assert.Equal("3600: Cleared rule", replay.Ticks(3600, 3900));
        Assert.True(replay.Transitions[^1].Backlog);
    }

    [Fact]
    public void HistoryThatChatters_StandsAgainNow_IsNews()
    {
        var replay = new Replay(TestCity.Compile(TestRules.When("flow > 100", "chatter: 3 in 20m"), devices: TestCity.Devices));
        for (int i = 0; i < 3; i++)
        {
            replay.Reading("s-1", i * 20, "flow", 200, delay: 600 - (i * 20));
            replay.Reading("s-1", (i * 20) + 10, "flow", 1, delay: 600 - (i * 20) - 10);
        }

        Assert.Equal("", replay.Reading("s-1", 610, "flow", 1));
        Assert.Equal("Changed rule", replay.Reading("s-1", 640, "flow", 200));
        Assert.Equal((false, 4), (replay.Transitions[^1].Backlog, replay.Transitions[^1].Occurrences));
    }

    [Fact]
    public void HistoryThatBecomesMoreUrgent_PagesOnceItIsNews()
    {
        var replay = new Replay(Leaks);
        replay.Reading("s-1", 0, "makeup_flow", 7, delay: 3600);
        for (int time = 60; time < 300; time += 60)
        {
            Assert.Equal("", replay.Reading("s-1", time, "makeup_flow", 7, delay: 3600.1 - time));
        }

        Assert.Equal("Changed leak", replay.Reading("s-1", 300, "makeup_flow", 7, delay: 3300.2));
        Assert.Equal((true, Alerting.Rules.Severity.Critical), (replay.Transitions[^1].Backlog, replay.Transitions[^1].Severity));
        Assert.Equal("3690: Changed leak", replay.Ticks(3610, 3800));
        Assert.Equal((false, Alerting.Rules.Severity.Critical), (replay.Transitions[^1].Backlog, replay.Transitions[^1].Severity));
    }

    [Fact]
    public void GroupOfHistory_IsMadeWhenItIsNews()
    {
        var replay = new Replay(Low);
        replay.Reading("s-1", 0, "pressure", 0.1, delay: 3600);
        Assert.Equal("Raised low", replay.Reading("s-2", 10, "pressure", 0.1, delay: 3590));
        // s-2 reports every minute, so that its limit is three.
        Assert.Equal("3690: Changed low; 3780: Raised low-group, Changed low, Changed low", replay.Ticks(3600, 3900));
    }
}
