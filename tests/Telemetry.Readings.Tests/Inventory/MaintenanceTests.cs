using System.Globalization;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.Maintenance;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>Planned maintenance in the city's files: what it says, when it is, and each mistake in it.</summary>
public sealed class MaintenanceTests
{
    private const string System = """
        system: heating
        title: { zh: 供热, en: Heating }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              pressure: { unit: MPa, physical: [0, 2.5], title: { zh: 压力, en: Pressure } }
            rules:
              - { id: low, when: pressure < 0.3, clear: pressure >= 0.35, severity: high, title: { zh: 压力低, en: Pressure low } }
        """;

    private const string Places = """
        areas:
          - { id: town, level: city, title: { zh: 镇, en: Town } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }
        devices:
          - { id: "hs-{1..3}", system: heating, kind: station, site: here, title: { zh: "{n}", en: "{n}" } }
        duties:
          - { id: repair, area: town, systems: [heating], role: { zh: 抢修, en: Repair } }
        """;

    [Fact]
    public void Read_AllScopes_AndTimesOfTheCitysClockOrWithAnOffset()
    {
        PlannedMaintenance item = Assert.Single(Load("""
            - { id: a, areas: town, systems: [heating], sites: here, devices: "hs-{1..2}", rules: low, from: 2026-12-01T08:00, until: "2026-12-01T04:00:00Z", reason: { zh: 检修, en: Work }, owner: repair }
            """));

        Assert.Equal(
            ("town", "heating", "here", "hs-1,hs-2", "low", "repair"),
            (item.Areas[0].Id, item.Systems[0].Id, item.Sites[0].Id, string.Join(',', item.Devices.Select(d => d.Id)), item.Rules[0], item.Owner.Id));
        Assert.Equal((TimeSpan.FromHours(4), MaintenanceRepeat.Never), (item.Length, item.Repeat));
        Assert.Equal([(Ms("2026-12-01T00:00Z"), Ms("2026-12-01T04:00Z"))], Spans(item, "2026-11-01T00:00Z"));
        Assert.Single(item.Spans(Ms("2026-12-01T03:59Z"), 5));
        Assert.Empty(item.Spans(Ms("2026-12-01T04:00Z"), 5));
    }

    [Theory]
    [InlineData("week", "2026-11-01T00:00Z", "2026-12-01T22:00Z", "2026-12-08T22:00Z")]
    [InlineData("week", "2036-11-25T12:00Z", "2036-11-25T22:00Z", "2036-12-02T22:00Z")]
    [InlineData("week", "2026-12-09T01:59Z", "2026-12-08T22:00Z", "2026-12-15T22:00Z")]
    [InlineData("week", "2026-12-09T02:00Z", "2026-12-15T22:00Z", "2026-12-22T22:00Z")]
    [InlineData("month", "2026-12-02T02:00Z", "2027-01-01T22:00Z", "2027-02-01T22:00Z")]
    [InlineData("month", "2036-06-15T00:00Z", "2036-07-01T22:00Z", "2036-08-01T22:00Z")]
    public void Spans_ThatComeAgain_AreThoseNotOver(string every, string at, string first, string second)
    {
        PlannedMaintenance item = Assert.Single(Load($$"""
            - { id: a, rules: low, from: 2026-12-02T06:00, until: 2026-12-02T10:00, every: {{every}}, reason: { zh: 检修, en: Work }, owner: repair }
            """));

        Assert.Equal([Ms(first), Ms(second)], item.Spans(Ms(at), 2).Select(span => span.FromMs));
        Assert.All(item.Spans(Ms(at), 20), span => Assert.Equal(4 * 3_600_000L, span.UntilMs - span.FromMs));
    }

    [Fact]
    public void Spans_OverTheChangeOfClocks_KeepTheLocalTime()
    {
        PlannedMaintenance item = Assert.Single(Load(
            """
            - { id: a, rules: low, from: 2026-03-22T02:30, until: 2026-03-22T04:00, every: week, reason: { zh: 检修, en: Work }, owner: repair }
            """,
            "alarms: { time-zone: Europe/Berlin }"));

        // On 29 March the clocks leave 02:30 out.
        Assert.Equal(
            [(Ms("2026-03-22T01:30Z"), Ms("2026-03-22T03:00Z")), (Ms("2026-03-29T01:30Z"), Ms("2026-03-29T02:00Z")), (Ms("2026-04-05T00:30Z"), Ms("2026-04-05T02:00Z"))],
            item.Spans(Ms("2026-03-22T00:00Z"), 3).Select(span => (span.FromMs, span.UntilMs)));
    }

    [Theory]
    [InlineData("{ id: a, rules: lov, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown rule 'lov' (did you mean 'low'?)")]
    [InlineData("{ id: a, areas: twon, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown area 'twon' (did you mean 'town'?)")]
    [InlineData("{ id: a, systems: heatin, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown system 'heatin' (did you mean 'heating'?)")]
    [InlineData("{ id: a, sites: her, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown site 'her' (did you mean 'here'?)")]
    [InlineData("{ id: a, devices: 'hs-{1..9}', from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown device 'hs-4' (did you mean 'hs-1'?) and 5 more of this template")]
    [InlineData("{ id: a, rules: low, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repare }", "unknown duty 'repare' (did you mean 'repair'?)")]
    [InlineData("{ id: a, rules: low, from: 2026-12-01T08:00, until: 2026-12-01T08:00, reason: { zh: 检, en: W }, owner: repair }", "'until: 2026-12-01T08:00' is not later than 'from: 2026-12-01T08:00'")]
    [InlineData("{ id: a, rules: low, from: 2026-12-01, until: 2026-12-02T08:00, reason: { zh: 检, en: W }, owner: repair }", "'2026-12-01' is no time; write 2026-11-15T06:00 for the city's own time zone (Asia/Shanghai), or 2026-11-15T06:00:00+08:00")]
    [InlineData("{ id: a, rules: low, from: 2026-12-01T08:00, until: 2026-12-08T08:00, every: week, reason: { zh: 检, en: W }, owner: repair }", "it lasts 7 days and comes again every week, before it is over: make it shorter than 7 days")]
    [InlineData("{ id: a, rules: low, from: 2026-12-01T08:00, until: 2026-12-02T08:00, every: weak, reason: { zh: 检, en: W }, owner: repair }", "unknown every 'weak' (did you mean 'week'?)")]
    [InlineData("{ id: a, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "maintenance 'a' says nothing of what it concerns; give at least one of areas, systems, sites, devices, rules")]
    [InlineData("{ id: a, rules: low, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "maintenance 'a' lacks the key 'from'")]
    [InlineData("{ id: a, rule: low, rules: low, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }", "unknown key 'rule' in a maintenance (did you mean 'rules'?)")]
    public void Mistakes_AreToldWithThePlaceAndTheMend(string item, string message)
    {
        CityLoadResult result = Read($"- {item}");

        Mistake mistake = Assert.Single(result.Mistakes);
        Assert.Equal(("city/work.yaml", 2, message), (mistake.File, mistake.Line, mistake.Message));
    }

    [Fact]
    public void Mistakes_TheSameIdTwice_IsTold()
    {
        const string Item = "- { id: a, rules: low, from: 2026-12-01T08:00, until: 2026-12-01T09:00, reason: { zh: 检, en: W }, owner: repair }";

        Assert.Equal("maintenance 'a' is already defined at city/work.yaml:2:11", Assert.Single(Read($"{Item}\n{Item}").Mistakes).Message);
    }

    private static IReadOnlyList<(long, long)> Spans(PlannedMaintenance item, string at) => [.. item.Spans(Ms(at), 5).Select(span => (span.FromMs, span.UntilMs))];

    private static long Ms(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();

    private static IReadOnlyList<PlannedMaintenance> Load(string items, string more = "")
    {
        CityLoadResult result = Read(items, more);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City.Maintenance;
    }

    private static CityLoadResult Read(string items, string more = "") => CityLoader.Load(
        [new CityFile("systems/heating.yaml", System), new CityFile("city/town.yaml", $"{Places}\n{more}\n"), new CityFile("city/work.yaml", $"maintenance:\n{string.Join('\n', items.Split('\n').Select(line => "  " + line))}\n")]);
}
