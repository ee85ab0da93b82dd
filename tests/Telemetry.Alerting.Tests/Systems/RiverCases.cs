namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Gauges, water on roads, pits and slopes, every five minutes. Warning level 28 m, guarantee 29.5, 50 years 30.2, highest on record 30.6.</summary>
public sealed class RiverCases : SystemCases
{
    public override string System => "river";

    public override string Devices => """
          - id: gauge-1
            system: river
            kind: gauge
            site: here
            title: { zh: 水位站, en: Gauge }
            parameters: { warning_level: 28, guarantee_level: 29.5, fifty_year_level: 30.2, highest_recorded_level: 30.6, rating_zero: 24 }
          - { id: road-1, system: river, kind: road-water, site: here, title: { zh: 积水点, en: Road } }
          - { id: slope-1, system: river, kind: slope, site: here, title: { zh: 边坡, en: Slope } }
        """;

    protected override IEnumerable<RuleCase> Cases() => Gauge().Concat(Road()).Concat(Slope());

    private static IEnumerable<RuleCase> Gauge()
    {
        yield return WaterLevelCases.Level(Gauge("warning-level"), 28, 27.95).WithSeverity("medium");
        yield return WaterLevelCases.Level(Gauge("guarantee-level"), 29.5, 29.45).WithSeverity("critical");
        yield return WaterLevelCases.Level(Gauge("red-flood"), 30.2, 30.16).WithSeverity("critical");
        foreach (var one in WaterLevelCases.Moving(Gauge).Concat(WaterLevelCases.Rain(Gauge)))
        {
            yield return one;
        }

        yield return WaterLevelCases.Silent(Gauge("silent")).WithSeverity("medium");
    }

    private static IEnumerable<RuleCase> Road()
    {
        yield return Road("water-on-road").WithSeverity("medium")
            .Raises(script => script.For("25m", ("depth", 150)))
            .Nearly(script => script.For("1h", ("depth", 149)))
            .Nearly(script => script.One(("depth", 200)).Calm("10m"))
            .Nearly(script => script.Ramp("10m", "depth", 0, 310).For("30m", ("depth", 310)))
            .Stays(script => script.For("30m", ("depth", 100)))
            .Clears(script => script.One(("depth", 99)));
        yield return Road("road-closed").WithSeverity("high").EverySampleCounts()
            .Raises(script => script.One(("depth", 300)))
            .Nearly(script => script.For("1h", ("depth", 299)))
            .Stays(script => script.For("30m", ("depth", 200)))
            .Clears(script => script.One(("depth", 199)));
        yield return Road("water-rising").WithSeverity("medium").EverySampleCounts()
            .Raises(script => script.Ramp("10m", "depth", 5, 110).Set(("depth", 110)))
            .Nearly(script => script.Ramp("10m", "depth", 5, 104).For("30m", ("depth", 104)))
            .Nearly(script => script.Ramp("30m", "depth", 5, 280))
            .Stays(script => script.Ramp("20m", "depth", 125, 175).Set(("depth", 175)))
            .Clears(script => script.Calm("15m"));
        yield return WaterLevelCases.Silent(Road("silent")).WithSeverity("medium");
    }

    private static IEnumerable<RuleCase> Slope()
    {
        yield return Slope("moved").WithSeverity("medium")
            .Raises(script => script.For("25m", ("displacement", -20.1)))
            .Nearly(script => script.For("1h", ("displacement", 20)))
            .Nearly(script => script.One(("displacement", 30)).Calm("10m"))
            .Stays(script => script.For("30m", ("displacement", -15)))
            .Clears(script => script.One(("displacement", -14.9)));
        yield return Slope("moving").WithSeverity("high").After(script => script.Calm("2h"))
            .Raises(script => script.Ramp("1h", "displacement", 0, 6).For("10m", ("displacement", 6)).Set(("displacement", 6)))
            .Nearly(script => script.Ramp("1h", "displacement", 0, 5).For("1h", ("displacement", 5)))
            .Nearly(script => script.One(("displacement", 9)).Calm("10m"))
            .Stays(script => script.Calm("15m"))
            .Clears(script => script.Calm("50m"));
        yield return Slope("tilted").WithSeverity("medium")
            .Raises(script => script.For("25m", ("tilt", 1.01)))
            .Nearly(script => script.For("1h", ("tilt", -1)))
            .Nearly(script => script.One(("tilt", 3)).Calm("10m"))
            .Stays(script => script.For("30m", ("tilt", 0.8)))
            .Clears(script => script.One(("tilt", 0.79)));
        yield return Slope("groundwater-moved").WithSeverity("medium").After(script => script.Calm("26h"))
            .Raises(script => script.Ramp("24h", "groundwater_level", 22, 21.4).Set(("groundwater_level", 21.4)))
            .Nearly(script => script.Ramp("24h", "groundwater_level", 22, 22.5))
            .Nearly(script => script.Ramp("48h", "groundwater_level", 22, 22.9))
            .Stays(script => script.Calm("4h"))
            .Clears(script => script.Calm("20h"));
        yield return WaterLevelCases.Silent(Slope("silent")).WithSeverity("medium");
    }

    private static RuleCase Gauge(string rule, string label = "") => new RuleCase("gauge/" + rule, "gauge-1", label).Calm(("level", 26.0));

    private static RuleCase Road(string rule) => new RuleCase("road-water/" + rule, "road-1").Calm(("depth", 5)).After(script => script.Calm("30m"));

    private static RuleCase Slope(string rule) =>
        new RuleCase("slope/" + rule, "slope-1").Calm(("displacement", 0.0), ("tilt", 0.0), ("groundwater_level", 22.0));
}
