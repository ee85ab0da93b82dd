namespace Telemetry.Alerting.Tests.Systems;

/// <summary>A station every five minutes; flood limit 30.5 m, design 32 m, 50 years 32.2 m, highest on record 32.4 m.</summary>
public sealed class ReservoirCases : SystemCases
{
    public override string System => "reservoir";

    public override string Devices => """
          - id: rsv-1
            system: reservoir
            kind: reservoir
            site: here
            title: { zh: 水库, en: Reservoir }
            parameters: { flood_limit_level: 30.5, design_level: 32.0, fifty_year_level: 32.2, highest_recorded_level: 32.4, spillway_crest: 31.0 }
            tables: { storage_curve: [[20, 0], [40, 2000]] }
          - id: rsv-old
            system: reservoir
            kind: reservoir
            site: here
            title: { zh: 老水库, en: Old reservoir }
            parameters: { flood_limit_level: 30.5, design_level: 32.0, fifty_year_level: 33, highest_recorded_level: 32.1, spillway_crest: 31.0 }
            tables: { storage_curve: [[20, 0], [40, 2000]] }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return WaterLevelCases.Level(Of("flood-limit"), 30.5, 30.45)
            .Nearly(script => script.Mode("dry-season").For("30m", ("level", 30.7)))
            .WithSeverity("medium");
        yield return WaterLevelCases.Level(Of("flood-limit-high"), 30.8, 30.75)
            .Nearly(script => script.Mode("dry-season").For("30m", ("level", 31)))
            .WithSeverity("high");
        yield return WaterLevelCases.Level(Of("design-level"), 32, 31.95).WithSeverity("critical");
        yield return WaterLevelCases.Level(Of("design-level", "in the dry season"), 32, 31.95).After(script => script.Mode("dry-season").Calm("15m"));
        yield return WaterLevelCases.Level(Of("red-flood"), 32.2, 32.16).WithSeverity("critical");
        yield return WaterLevelCases.Level(Old("red-flood"), 32.1, 32.06).WithSeverity("critical");

        foreach (var one in WaterLevelCases.Moving(Of).Concat(WaterLevelCases.Rain(Of)))
        {
            yield return one;
        }

        yield return Of("accident").WithSeverity("critical")
            .Raises(script => script.Event("accident", ("text", "坝体渗水")))
            .Nearly(script => script.Calm("1h"))
            .Stays(script => script.Calm("50m"))
            .Clears(script => script.Calm("10m"));
        yield return WaterLevelCases.Silent(Of("silent")).WithSeverity("high");
    }

    private static RuleCase Of(string rule, string label = "") => new RuleCase("reservoir/" + rule, "rsv-1", label).Calm(("level", 26.0));

    private static RuleCase Old(string rule) => new RuleCase("reservoir/" + rule, "rsv-old", "highest on record").Calm(("level", 26.0)).After(script => script.Calm("5m"));
}
