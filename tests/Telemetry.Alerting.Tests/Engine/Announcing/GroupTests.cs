using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Engine.Announcing;

public sealed class GroupTests
{
    private const string Low = """
        - id: low
          when: pressure < 0.3
          severity: high
          title: { zh: 压力低, en: Pressure low }
          group: { by: area, at-least: 3, within: 5m, severity: critical, title: { zh: "{area}{count}站压力低", en: "{count} stations low in {area}" } }
        """;

    private const string Stations = """
        devices:
          - { id: "t-{1..6}", system: test, kind: station, site: here, title: { zh: "{n} 站", en: "Station {n}" } }

        """;

    private readonly Replay _replay = new(TestCity.Compile(Low, devices: Stations));

    [Fact]
    public void EnoughDevices_OneIncidentAndTheOthersAreItsMembers()
    {
        Assert.Equal("Raised low", Low1(1, 0));
        Assert.Equal("Raised low", Low1(2, 60));
        Assert.Equal("Raised low-group, Raised low, Changed low, Changed low", Low1(3, 120));

        var group = _replay.Transitions.Single(t => t is { Rule.Id: "low-group", Kind: TransitionKind.Raised });
        Assert.Equal((Severity.Critical, "镇3站压力低", "3 stations low in Town", 3.0, "t-1"), (group.Severity, group.Title.Zh, group.Title.En, group.Value!.Value, group.Device.Id));
        Assert.Equal([group.Id, group.Id, group.Id], _replay.Transitions.TakeLast(3).Select(t => t.Group));
        Assert.Null(_replay.Transitions[0].Group);

        // Whoever comes later belongs to it at once.
        Assert.Equal("Changed low-group, Raised low", Low1(4, 1000));
        Assert.Equal((group.Id, 4.0), (_replay.Transitions[^1].Group, _replay.Transitions[^2].Value!.Value));
    }

    [Fact]
    public void TooFewWithinTheTime_IsNoGroup()
    {
        Low1(1, 0);
        Low1(2, 60);
        Assert.Equal("Raised low", Low1(3, 301));
    }

    [Fact]
    public void Clears_WhenFewerThanHalfStand_AndWhatStandsIsItsOwnAgain()
    {
        Low1(1, 0);
        Low1(2, 10);
        Low1(3, 20);
        Assert.Equal("Cleared low", High(1, 60));
        Assert.Equal("Cleared low-group, Cleared low, Changed low", High(2, 70));
        Assert.Equal(("t-3", null), (_replay.Transitions[^1].Device.Id, _replay.Transitions[^1].Group));
        Assert.Equal("Cleared low", High(3, 80));
        Assert.Equal("Raised low", Low1(1, 110));
    }

    [Fact]
    public void OneDeviceAgainAndAgain_IsNoGroup()
    {
        for (int i = 0; i < 4; i++)
        {
            Assert.Equal("Raised low", Low1(1, i * 60));
            High(1, (i * 60) + 30);
        }
    }

    [Fact]
    public void Silence_OfManyAtOnce_IsOneIncident()
    {
        var replay = new Replay(TestCity.Compile(
            TestRules.Silent + "\n  group: { by: site, at-least: 4, within: 2m, title: { zh: 全站无数据, en: Site silent } }", devices: Stations));
        replay.Tick(0);
        replay.Ticks(10, 100);

        var group = Assert.Single(replay.Transitions, t => t.Rule.Id == "silent-group");
        Assert.All(replay.Transitions.Where(t => t.Rule.Id == "silent"), t => Assert.Equal((TransitionKind.Raised, group.Id), (t.Kind, t.Group)));
        Assert.Equal(7, replay.Transitions.Count);
    }

    [Fact]
    public void Reload_TheRuleOfTheGroupIsGone_ItsIncidentIsOrphaned()
    {
        Low1(1, 0);
        Low1(2, 10);
        Low1(3, 20);
        using var state = new MemoryStream();
        _replay.Engine.Save(state);
        state.Position = 0;
        string alone = string.Join('\n', Low.Split('\n').Where(line => !line.Contains("group", StringComparison.Ordinal)));

        var orphans = new RuleEngine(TestCity.Compile(alone, devices: Stations)).Load(state);

        Assert.Equal(("low-group", _replay.Transitions[^1].Group), (Assert.Single(orphans).RuleId, orphans[0].Id));
    }

    private string Low1(int station, double time) => _replay.Reading($"t-{station}", time, "pressure", 0.1);

    private string High(int station, double time) => _replay.Reading($"t-{station}", time, "pressure", 1);
}
