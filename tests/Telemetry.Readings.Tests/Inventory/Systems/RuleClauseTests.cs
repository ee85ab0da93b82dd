using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory.Systems;

public sealed class RuleClauseTests
{
    [Fact]
    public void Clauses_AreReadAsTheyStand()
    {
        RuleDefinition rule = Assert.Single(Load("""
            severity: { high: after 30m, medium: at once, critical: [after 2h, when flow > 4] }
            during: 22:00-05:00
            inhibited-by: [a, site.b]
            group: { by: site, at-least: 3, within: 5m, severity: critical, title: { zh: 多, en: Many } }
            chatter: 4 in 2m
            procedure: procedures/leak.md
            """).City!.Systems[0].Kinds[0].Rules);

        Assert.Equal("medium", rule.Severity.Value);
        Assert.Equal([("high", "after 30m"), ("critical", "after 2h"), ("critical", "when flow > 4")], rule.SeveritySteps.Select(step => (step.Severity.Value, step.When.Value)));
        Assert.Equal("22:00-05:00", Assert.Single(rule.During).Value);
        Assert.Equal(["a", "site.b"], rule.InhibitedBy.Select(text => text.Value));
        Assert.Equal(("site", 3, TimeSpan.FromMinutes(5), "critical", "Many"), (rule.Group!.By.Value, rule.Group.AtLeast, rule.Group.Within, rule.Group.Severity!.Value, rule.Group.Title.En));
        Assert.Equal(("4 in 2m", "procedures/leak.md"), (rule.Chatter!.Value, rule.Procedure!.Value));
    }

    [Theory]
    [InlineData("severity: { high: after 30m }", "does not say how urgent it is at first; write 'at once' for the least")]
    [InlineData("severity: { medium: at once, high: at once }", "only the least severity of rule 'r' is 'at once'")]
    [InlineData("severity: { medium: at once, high: later }", "must be 'at once', 'after' and a duration such as 'after 30m', or 'when' and a condition, not 'later'")]
    [InlineData("severity: { medium: at once, hihg: after 1m }", "unknown key 'hihg'")]
    [InlineData("severity: urgent", "unknown severity 'urgent'")]
    [InlineData("severity: low\ngroup: { by: town, at-least: 3, within: 5m, title: { zh: 多, en: Many } }", "unknown by 'town'")]
    [InlineData("severity: low\ngroup: { by: area, at-least: 1, within: 5m, title: { zh: 多, en: Many } }", "must be a whole number of at least 2, not '1'")]
    [InlineData("severity: low\ngroup: { by: area, at-least: 3, title: { zh: 多, en: Many } }", "lacks the key 'within'")]
    [InlineData("severity: low\nchatter: often", "must be a count and a time such as '3 in 1m', or 'never', not 'often'")]
    [InlineData("severity: low\nchatter: 1 in 1m", "must be a count and a time")]
    [InlineData("severity: low\nprocedure: http://example.org/x", "must be an https address or a path")]
    [InlineData("severity: low\nprocedure: https://me:secret@example.org/x", "must be an https address or a path")]
    [InlineData("severity: low\nprocedure: javascript:alert(1)", "must be an https address or a path")]
    [InlineData("severity: low\nprocedure: ../../etc/passwd", "must be an https address or a path")]
    [InlineData("severity: low\nsamples: 3 of 3 within 10s", "such as '3 of 5'")]
    public void Mistake_IsToldInWords(string clauses, string message) =>
        Assert.Contains(message, string.Join('\n', Load(clauses).Mistakes), StringComparison.Ordinal);

    [Theory]
    [InlineData("alarms: { chatter: 3 per 1m }", "'chatter' of 'alarms' must be a count and a time such as '3 in 1m', not '3 per 1m'")]
    [InlineData("alarms: { backlog: soon }", "'backlog' of 'alarms' must be '3 intervals' or a duration such as 5m, not 'soon'")]
    [InlineData("alarms: { time-zone: Asia/Liaocheng }", "unknown time zone 'Asia/Liaocheng'")]
    [InlineData("alarms: { chater: 3 in 1m }", "unknown key 'chater'")]
    [InlineData("calendars: [{ id: h, title: { zh: 假, en: H }, days: 2026-13-01 }]", "a day of calendar 'h' must be a date")]
    [InlineData("calendars: [{ id: h, title: { zh: 假, en: H }, days: 2026-10-07..2026-10-01 }]", "a day of calendar 'h' must be a date")]
    [InlineData("calendars: [{ id: h, title: { zh: 假, en: H }, days: 2026-10-01 }, { id: h, title: { zh: 假, en: H }, days: 2026-10-01 }]", "calendar 'h' is already defined at")]
    public void City_Mistake_IsToldInWords(string text, string message) =>
        Assert.Contains(message, string.Join('\n', Load("severity: low", text).Mistakes), StringComparison.Ordinal);

    [Fact]
    public void City_Defaults_AreThoseOfTheFile()
    {
        City city = Load("severity: low", """
            calendars: [{ id: h, title: { zh: 假, en: H }, days: [2026-10-01..2026-10-03, 2027-01-01] }]
            alarms: { time-zone: Europe/Berlin, chatter: 5 in 2m, backlog: 20m }
            """).City!;

        Assert.Equal(("Europe/Berlin", 5, TimeSpan.FromMinutes(2)), (city.Alarms.TimeZone.Id, city.Alarms.ChatterCount, city.Alarms.ChatterWithin));
        Assert.Equal(TimeSpan.FromMinutes(20), city.Alarms.BacklogOf(city.Devices[0]));
        Assert.Equal(4, Assert.Single(city.Calendars).Count);
    }

    [Theory]
    [InlineData("30s", 90)]
    [InlineData("5s", 60)]
    [InlineData("5m", 900)]
    public void Backlog_WithoutAWord_IsThreeIntervalsAndAtLeastAMinute(string interval, double seconds)
    {
        City city = Load("severity: low", interval: interval).City!;
        Assert.Equal(TimeSpan.FromSeconds(seconds), city.Alarms.BacklogOf(city.Devices[0]));
        Assert.Equal(("Asia/Shanghai", 0), (city.Alarms.TimeZone.Id, city.Alarms.ChatterCount));
    }

    private static CityLoadResult Load(string clauses, string city = "", string interval = "30s") => CityLoader.Load(
    [
        new CityFile("systems/s.yaml", $$"""
            system: s
            title: { zh: 系, en: S }
            kinds:
              k:
                title: { zh: 种, en: K }
                interval: {{interval}}
                fields: { flow: { unit: t/h, title: { zh: 流量, en: Flow } } }
                rules:
                  - id: r
                    when: flow > 1
                    title: { zh: 规, en: R }
            {{string.Join('\n', clauses.Split('\n').Select(line => new string(' ', 8) + line))}}
            """),
        new CityFile("city/c.yaml", $$"""
            areas: [{ id: a, level: city, title: { zh: 区, en: A } }]
            sites: [{ id: here, area: a, title: { zh: 处, en: Here } }]
            devices: [{ id: d, system: s, kind: k, site: here }]
            {{city}}
            """),
    ]);
}
