using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Escalation;

public sealed class LadderSetTests
{
    private const string Ladders = """
        ladders:
          - { id: red, severity: critical, title: { zh: 红, en: Red }, steps: [{ after: 0s, call: duty, by: [call, app] }, { after: 5m, call: [all-levels, deputies], by: [screen, sms] }], repeat: 1m }
          - { id: blue, severity: low, title: { zh: 蓝, en: Blue } }
          - { id: own, title: { zh: 自己, en: Own }, steps: [{ after: 0s, call: [duty], by: [call] }] }

        """;

    [Theory]
    [InlineData(Severity.Critical, null, "red")]
    [InlineData(Severity.Critical, "own", "own")]
    [InlineData(Severity.Low, null, "blue")]
    [InlineData(Severity.High, null, null)]
    [InlineData(Severity.High, "own", "own")]
    [InlineData(Severity.Critical, "gone", "red")]
    public void For_SeverityAndRule_TheRulesLadderElseTheSeveritys(Severity severity, string? escalation, string? ladder) =>
        Assert.Equal(ladder, LadderSet.Of(DutyCity.Load(more: Ladders)).For(severity, escalation)?.Id);

    [Fact]
    public void Of_Ladder_IsCompiled()
    {
        var ladder = LadderSet.Of(DutyCity.Load(more: Ladders)).Find("red")!;

        Assert.Equal((TimeSpan.FromMinutes(1), null, null), (ladder.Repeat, ladder.OnSite, ladder.ReAlarm));
        Assert.Equal((TimeSpan.Zero, LadderTargets.Duty), (ladder.Steps[0].After, ladder.Steps[0].Targets));
        Assert.Equal([Way.Call, Way.App], ladder.Steps[0].Ways);
        Assert.Equal((TimeSpan.FromMinutes(5), LadderTargets.AllLevels | LadderTargets.Deputies), (ladder.Steps[1].After, ladder.Steps[1].Targets));
        Assert.Equal([Way.Screen, Way.Sms], ladder.Steps[1].Ways);
    }

    [Theory]
    [InlineData("severity: critical, escalation: owm", "unknown ladder 'owm' (did you mean 'own'?)")]
    [InlineData("severity: high, life-safety: true", "rule 'r' is about life and safety, and severity 'high' has no ladder that calls anybody; give it an 'escalation'")]
    [InlineData("severity: high, life-safety: true, escalation: blue", "rule 'r' is about life and safety, and ladder 'blue' calls nobody; give it an 'escalation'")]
    [InlineData("severity: high, life-safety: true, escalation: own", null)]
    [InlineData("severity: high", null)]
    public void Compile_RuleAndLadders_AreChecked(string rule, string? mistake)
    {
        string[] told = [.. Compile(rule, Ladders).Select(found => found.Message)];

        Assert.Equal(mistake is null ? [] : [mistake], told);
        // A city that calls nobody may say what it likes.
        Assert.Empty(Compile(rule, ""));
    }

    private static List<Mistake> Compile(string rule, string ladders)
    {
        var result = CityLoader.Load([
            new CityFile("systems/water.yaml", $$"""
                system: water
                title: { zh: 水, en: Water }
                kinds:
                  thing:
                    title: { zh: 物, en: Thing }
                    interval: 60s
                    fields: { level: { unit: m, title: { zh: 位, en: Level } } }
                    rules: [{ id: r, when: level > 1, title: { zh: 高, en: High }, {{rule}} }]
                """),
            new CityFile("city/city.yaml", "areas: [{ id: all, level: city, title: { zh: 市, en: City } }]\n" + ladders),
        ]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        var mistakes = new List<Mistake>();
        RuleSet.Compile(result.City, mistakes);
        return mistakes;
    }
}
