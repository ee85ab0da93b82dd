namespace Telemetry.Alerting.Tests.Systems;

/// <summary>What reservoirs and rivers have in common: rain by a counter, a level every five minutes, silence.</summary>
internal static class WaterLevelCases
{
    /// <summary>Warnings of rain, reddest last: 100 mm on the counter when it begins.</summary>
    public static IEnumerable<RuleCase> Rain(Func<string, string, RuleCase> of)
    {
        yield return Of("rain-blue", "low")
            .Raises(script => script.Ramp("12h", "rain_total", 100, 155).Set(("rain_total", 155.0)))
            .Nearly(script => script.Ramp("12h", "rain_total", 100, 149.5))
            .Nearly(script => script.Ramp("24h", "rain_total", 100, 190))
            .Stays(script => script.Calm("1h40m"))
            .Clears(script => script.Calm("12h"));
        yield return Of("rain-yellow", "medium")
            .Raises(script => script.Ramp("6h", "rain_total", 100, 155).Set(("rain_total", 155.0)))
            .Nearly(script => script.Ramp("6h", "rain_total", 100, 149.5))
            .Nearly(script => script.Ramp("12h", "rain_total", 100, 180))
            .Stays(script => script.Calm("50m"))
            .Clears(script => script.Calm("6h"));
        yield return Of("rain-orange", "high")
            .Raises(script => script.Ramp("3h", "rain_total", 100, 155).Set(("rain_total", 155.0)))
            .Nearly(script => script.Ramp("3h", "rain_total", 100, 149.5))
            .Nearly(script => script.Ramp("6h", "rain_total", 100, 185))
            .Stays(script => script.Calm("20m"))
            .Clears(script => script.Calm("3h"));
        yield return Of("rain-red", "critical")
            .Raises(script => script.Ramp("3h", "rain_total", 100, 202).Set(("rain_total", 202.0)))
            .Nearly(script => script.Ramp("3h", "rain_total", 100, 199.5))
            .Nearly(script => script.Ramp("12h", "rain_total", 100, 400))
            .Stays(script => script.Calm("15m"))
            .Clears(script => script.Calm("3h"));

        // A redder one was raised with the same sample: nobody needs the paler one as well.
        yield return Of("rain-orange", "high", "not beside red")
            .Raises(script => script.Ramp("3h", "rain_total", 100, 155).Set(("rain_total", 155.0)))
            .Nearly(script => script.For("30m", ("rain_total", 210.0)))
            .Clears(script => script.Calm("4h"));
        yield return Of("rain-blue", "low", "not beside orange")
            .Raises(script => script.Ramp("12h", "rain_total", 100, 155).Set(("rain_total", 155.0)))
            .Nearly(script => script.For("30m", ("rain_total", 160.0)))
            .Clears(script => script.Calm("13h"));

        // Twenty minutes are lost, or the count began anew, and then the storm comes: nobody waits until three hours are known.
        yield return AfterAGap("rain-red", "critical")
            .Raises(script => script.Quiet("20m").Ramp("70m", "rain_total", 100, 230).Set(("rain_total", 220.0)))
            .Nearly(script => script.Quiet("20m").Ramp("70m", "rain_total", 100, 199))
            .Stays(script => script.Calm("1h"))
            .Clears(script => script.Calm("4h"));
        yield return AfterAGap("rain-orange", "high")
            .Raises(script => script.Quiet("20m").Ramp("50m", "rain_total", 100, 190).Set(("rain_total", 190.0)))
            .Nearly(script => script.Quiet("20m").Ramp("50m", "rain_total", 100, 149))
            .Stays(script => script.Calm("1h"))
            .Clears(script => script.Calm("4h"));
        yield return AfterAGap("rain-yellow", "medium")
            .Raises(script => script.Quiet("20m").Ramp("4h30m", "rain_total", 100, 160).Set(("rain_total", 160.0)))
            .Nearly(script => script.Quiet("20m").Ramp("4h30m", "rain_total", 100, 149))
            .Stays(script => script.Calm("30m"))
            .Clears(script => script.Calm("7h"));
        yield return AfterAGap("rain-blue", "low")
            .Raises(script => script.Quiet("20m").Ramp("10h", "rain_total", 100, 158).Set(("rain_total", 158.0)))
            .Nearly(script => script.Quiet("20m").Ramp("10h", "rain_total", 100, 149))
            .Stays(script => script.Calm("1h"))
            .Clears(script => script.Calm("13h"));
        yield return Of("rain-red", "critical", "after a reset")
            .Raises(script => script.Set(("rain_total", 0.0)).Calm("5m").Ramp("50m", "rain_total", 0, 170).Set(("rain_total", 170.0)))
            .Nearly(script => script.Set(("rain_total", 0.0)).Calm("5m").Ramp("50m", "rain_total", 0, 99))
            .Clears(script => script.Calm("5h"));

        yield return Of("rain-counter-reset", "high")
            .Raises(script => script.Set(("rain_total", 0.0)).Calm("15m"))
            .Nearly(script => script.Ramp("1h", "rain_total", 100, 100.5))
            .Stays(script => script.Calm("6h"))
            .Clears(script => script.Calm("7h"));

        RuleCase AfterAGap(string rule, string severity) => Of(rule, severity, "a gap, then the storm");

        RuleCase Of(string rule, string severity, string label = "") =>
            of(rule, label).Calm(("rain_total", 100.0)).After(script => script.Calm("13h")).WithSeverity(severity);
    }

    /// <summary>Rules that look at how a level moves, not where it stands; calm is 26 m.</summary>
    public static IEnumerable<RuleCase> Moving(Func<string, string, RuleCase> of)
    {
        yield return of("rising", "").After(script => script.Calm("2h")).WithSeverity("medium")
            .Raises(script => script.Ramp("2h", "level", 26, 26.7).Set(("level", 26.7)))
            .Nearly(script => script.Ramp("2h", "level", 26, 26.58))
            .Nearly(script => script.One(("level", 26.4)).Calm("2h"))
            .Stays(script => script.Ramp("1h", "level", 26.7, 26.93).Set(("level", 26.93)))
            .Clears(script => script.Calm("1h15m"));
        yield return of("level-jump", "").WithSeverity("low").EverySampleCounts()
            .Raises(script => script.Set(("level", 26.51)).One())
            .Nearly(script => script.For("30m", ("level", 26.5)))
            .Nearly(script => script.Ramp("1h", "level", 26, 28))
            .Clears(script => script.One());
    }

    /// <summary>A rule with a level that two of three samples have to reach.</summary>
    public static RuleCase Level(RuleCase one, double limit, double clear) => one
        .Raises(script => script.For("25m", ("level", limit)))
        .Nearly(script => script.For("1h", ("level", limit - 0.01)))
        .Nearly(script => script.One(("level", limit)).Calm("10m").One(("level", limit)).Calm("10m"))
        .Stays(script => script.For("30m", ("level", clear)))
        .Clears(script => script.One(("level", clear - 0.02)));

    public static RuleCase Silent(RuleCase one) => one
        .Raises(script => script.Quiet("11m"))
        .Nearly(script => script.Quiet("9m"))
        .Stays(script => script.Quiet("1h"))
        .Clears(script => script.One());
}
