namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Heat-exchange stations, a sample each 30 s. Three of them at one site, for what is the network's.</summary>
public sealed class HeatingCases : SystemCases
{
    private static readonly (string, object)[] Winter =
    [
        ("primary_supply_pressure", 1.0), ("primary_return_pressure", 0.6), ("primary_supply_temperature", 95), ("primary_return_temperature", 45),
        ("primary_flow", 50), ("secondary_supply_pressure", 0.45), ("secondary_return_pressure", 0.3), ("secondary_supply_temperature", 55),
        ("secondary_return_temperature", 42), ("secondary_flow", 200), ("makeup_flow", 1.2), ("tank_level", 1.5), ("valve_position", 50),
        ("pump_current", 60), ("outdoor_temperature", 3),
    ];

    public override string System => "heating";

    public override string Devices => """
          - { id: "hs-{1..4}", system: heating, kind: station, site: here, title: { zh: 站, en: Station } }
        """;

    protected override IEnumerable<RuleCase> Cases() => [.. Pressures(), .. Temperatures(), .. Leaks(), .. Expected(), .. Others()];

    private static IEnumerable<RuleCase> Pressures()
    {
        yield return NotInAColdRun(Limit("primary-supply-pressure-low", "primary_supply_pressure", 0.299, 0.3, 0.349, 0.35, "30s", "0s"), ("primary_supply_pressure", 0.1));
        yield return Limit("primary-supply-pressure-low", "primary_supply_pressure", 0.299, 0.3, 0.349, 0.35, "30s", "0s", "out of season")
            .Nearly(script => script.Mode("standby").For("10m", ("primary_supply_pressure", 0)));

        // Three stations of an area within five minutes are one trouble of the network.
        yield return new RuleCase("station/primary-supply-pressure-low-group", "hs-1").Calm(Winter)
            .Raises(script => Lose(script, "hs-1", "hs-2", "hs-3"))
            .Nearly(script => Lose(script, "hs-1", "hs-2"))
            .Nearly(script => Lose(Lose(Lose(script, "hs-1").Quiet("6m"), "hs-2").Quiet("6m"), "hs-3"))
            .Stays(script => Recover(script, "hs-3"))
            .Clears(script => Recover(script, "hs-2", "hs-1"))
            .WithSeverity("critical")
            .EverySampleCounts();

        yield return NotInAColdRun(Limit("primary-return-pressure-low", "primary_return_pressure", 0.149, 0.15, 0.179, 0.18, "30s", "0s"), ("primary_return_pressure", 0.05));
        yield return Limit("primary-supply-pressure-high", "primary_supply_pressure", 1.77, 1.76, 1.72, 1.70, "30s", "0s")
            .Nearly(script => script.Phase("pressurising").For("10m", ("primary_supply_pressure", 2)))
            .Nearly(script => script.Phase("hold").For("10m", ("primary_supply_pressure", 2)));
        yield return Limit("secondary-supply-pressure-high", "secondary_supply_pressure", 0.81, 0.8, 0.78, 0.77, "30s", "0s");
        yield return NotInAColdRun(Limit("secondary-return-pressure-low", "secondary_return_pressure", 0.149, 0.15, 0.179, 0.18, "30s", "0s"), ("secondary_return_pressure", 0.05));

        yield return Of("hold-pressure-drop").After(Pressurised)
            .Raises(script => script.Ramp("30m", "primary_supply_pressure", 2.02, 1.96).For("5m", ("primary_supply_pressure", 1.96)))
            .Nearly(script => script.Ramp("30m", "primary_supply_pressure", 2.02, 1.975).For("2h", ("primary_supply_pressure", 1.975)))
            .Nearly(script => script.Phase("cold-circulation").Ramp("30m", "primary_supply_pressure", 2.02, 0.8))
            .Stays(script => script.For("2h", ("primary_supply_pressure", 2.02)))
            .Clears(script => script.Phase("pressurising").One(("primary_supply_pressure", 1.5)));

        // Pressurising went higher than the hold begins: nothing is lost. What the first minutes lose is seen in the first quarter.
        yield return Of("hold-pressure-drop", "just begun").After(script => script.Phase("pressurising").Calm("5m"))
            .Raises(script => Overshot(script).Ramp("10m", "primary_supply_pressure", 2.02, 1.9).For("15m", ("primary_supply_pressure", 1.9)))
            .Nearly(script => Overshot(script).For("2h", ("primary_supply_pressure", 2.02)))
            .Clears(script => script.Phase("pressurising").One(("primary_supply_pressure", 1.5)));
        yield return Of("hold-pressure-low").After(Pressurised)
            .Raises(script => script.For("5m", ("primary_supply_pressure", 1.949)))
            .Nearly(script => script.For("4m", ("primary_supply_pressure", 1.949)).Calm("10m"))
            .Nearly(script => script.For("1h", ("primary_supply_pressure", 1.95)))
            .Nearly(script => script.Phase("ready").For("1h", ("primary_supply_pressure", 1.0)))
            .Stays(script => script.For("5m", ("primary_supply_pressure", 1.97)))
            .Clears(script => script.One(("primary_supply_pressure", 1.98)));
        yield return Of("hold-pressure-low", "end of the test").After(Pressurised)
            .Raises(script => script.For("5m", ("primary_supply_pressure", 1.5)))
            .Nearly(script => script.For("5m", ("primary_supply_pressure", 2.0)))
            .Clears(script => script.Phase("ready").One(("primary_supply_pressure", 1.0)));
    }

    private static IEnumerable<RuleCase> Temperatures()
    {
        yield return Limit("primary-supply-temperature-high", "primary_supply_temperature", 135.1, 135, 133.5, 133, "60s", "30s");
        yield return NotInAColdRun(Limit("primary-supply-temperature-low", "primary_supply_temperature", 59.9, 60, 61.9, 62, "10m", "9m"), ("primary_supply_temperature", 15))
            .Nearly(script => script.Phase("hot-start").For("30m", ("primary_supply_temperature", 25)));
        yield return Limit("secondary-supply-temperature-high", "secondary_supply_temperature", 80.1, 80, 78.5, 78, "60s", "30s");
        yield return NotInAColdRun(Limit("secondary-supply-temperature-low", "secondary_supply_temperature", 29.9, 30, 30.9, 31, "30m", "29m"), ("secondary_supply_temperature", 15))
            .Nearly(script => script.For("1h", ("secondary_supply_temperature", 25), ("outdoor_temperature", 12)))
            .Nearly(script => script.Phase("hot-start").For("1h", ("secondary_supply_temperature", 25)));
        yield return Limit("secondary-supply-temperature-low", "secondary_supply_temperature", 29.9, 30, 30.9, 25, "30m", "29m", "a warm day", ("outdoor_temperature", 13));

        // 3 degC outside ask for 56.8 degC.
        yield return NotInAColdRun(
            Of("supply-off-curve").After(script => script.Every("60s").For("7h", ("secondary_supply_temperature", 57)))
                .Raises(script => script.For("8h", ("secondary_supply_temperature", 48)))
                .Nearly(script => script.For("8h", ("secondary_supply_temperature", 49.5)))
                .Nearly(script => script.For("4h", ("secondary_supply_temperature", 47)).For("4h", ("secondary_supply_temperature", 57)))
                .Nearly(script => script.For("8h", ("secondary_supply_temperature", 46), ("outdoor_temperature", 7)))
                .Stays(script => script.For("7h", ("secondary_supply_temperature", 49.8)))
                .Clears(script => script.For("7h", ("secondary_supply_temperature", 52))),
            ("secondary_supply_temperature", 20), "8h");
        yield return Of("supply-off-curve", "too warm").After(script => script.Every("60s").For("7h", ("secondary_supply_temperature", 57)))
            .Raises(script => script.For("8h", ("secondary_supply_temperature", 66)))
            .Nearly(script => script.For("8h", ("secondary_supply_temperature", 64)))
            .Clears(script => script.For("7h", ("secondary_supply_temperature", 60)));
    }

    private static IEnumerable<RuleCase> Leaks()
    {
        yield return Limit("makeup-high", "makeup_flow", 2.1, 2.0, 1.7, 1.5, "30m30s", "29m30s").After(script => script.Calm("35m"))
            .Nearly(script => script.Phase("filling").For("1h", ("makeup_flow", 20)))
            .Nearly(script => script.For("1h", ("makeup_flow", 3), ("secondary_flow", 10)));

        // 100 m3 that cool by 30 K in an hour shrink by 1.26 t: 2.4 t/h of make-up are then no leak, and 3.4 t/h are.
        yield return Of("makeup-high", "while it cools").After(script => script.Calm("35m"))
            .Raises(script => Cool(script, 3.4))
            .Nearly(script => Cool(script, 2.4))
            .Clears(script => script.For("5m", ("makeup_flow", 1.2), ("secondary_supply_temperature", 25), ("secondary_return_temperature", 12)));
        yield return Of("makeup-high", "while it warms").After(script => script.Calm("35m"))
            .Raises(script => script.Set(("makeup_flow", 2.2)).Ramp("70m", "secondary_return_temperature", 42, 52))
            .Nearly(script => script.Ramp("70m", "secondary_return_temperature", 42, 52))
            .Clears(script => script.One(("makeup_flow", 1.2)));

        yield return Limit("leak", "makeup_flow", 4.1, 4.0, 2.5, 1.5, "10m", "9m").After(script => script.Calm("35m"))
            .Stays(script => script.For("5m", ("makeup_flow", 1.0), ("secondary_return_pressure", 0.19)))
            .Nearly(script => script.Phase("venting").For("1h", ("makeup_flow", 20)));
        yield return Of("leak", "while it cools").After(script => script.Calm("35m"))
            .Raises(script => Cool(script, 5.5))
            .Nearly(script => Cool(script, 4.9))
            .Clears(script => script.For("5m", ("makeup_flow", 1.2)));

        yield return Of("leak-critical").After(script => script.Calm("35m"))
            .Raises(script => script.Set(("makeup_flow", 8.5)).Ramp("4m", "secondary_return_pressure", 0.3, 0.25))
            .Nearly(script => script.Set(("makeup_flow", 7.9)).Ramp("4m", "secondary_return_pressure", 0.3, 0.25))
            .Nearly(script => script.Set(("makeup_flow", 8.5)).Ramp("4m", "secondary_return_pressure", 0.3, 0.275))
            .Nearly(script => script.Set(("makeup_flow", 8.5)).Ramp("1h", "secondary_return_pressure", 0.3, 0.2))
            .Nearly(script => script.Phase("pressurising").Set(("makeup_flow", 8.5)).Ramp("4m", "secondary_return_pressure", 0.3, 0.25))
            .Stays(script => script.For("10m", ("makeup_flow", 1.0), ("secondary_return_pressure", 0.19)))
            .Clears(script => script.One(("makeup_flow", 1.0), ("secondary_return_pressure", 0.2)))
            .WithSeverity("critical");
    }

    private static IEnumerable<RuleCase> Expected()
    {
        yield return Of("flow-off-plan").After(script => script.Plan("primary_flow", 50).Calm("5m"))
            .Raises(script => script.For("30m", ("primary_flow", 44.9)))
            .Nearly(script => script.For("29m", ("primary_flow", 44.9)).Calm("5m"))
            .Nearly(script => script.For("1h", ("primary_flow", 54.9)))
            .Nearly(script => script.Plan("primary_flow", 60).For("1h", ("primary_flow", 55)))
            .Stays(script => script.For("10m", ("primary_flow", 45.9)))
            .Clears(script => script.One(("primary_flow", 46.1)));
        yield return Of("flow-off-plan", "the plan rises")
            .After(script => script.Plan("primary_flow", 50).Calm("5m"))
            .Raises(script => script.Plan("primary_flow", 60).Calm("30m"))
            .Nearly(script => script.Plan("primary_flow", 55).Calm("1h"))
            .Clears(script => script.One(("primary_flow", 60)));
        yield return Of("pressure-off-plan").After(script => script.Plan("primary_supply_pressure", 1.0).Calm("5m"))
            .Raises(script => script.For("30m", ("primary_supply_pressure", 0.89)))
            .Nearly(script => script.For("29m", ("primary_supply_pressure", 0.89)).Calm("5m"))
            .Nearly(script => script.For("1h", ("primary_supply_pressure", 0.91)))
            .Stays(script => script.For("10m", ("primary_supply_pressure", 0.915)))
            .Clears(script => script.One(("primary_supply_pressure", 0.93)));

        // 3 degC for days ask for 0.625 of 6,000 kW; 64.5 t/h over 50 K are 3,750 kW.
        yield return NotInAColdRun(
            Of("load-off-forecast").After(script => script.Forecast("outdoor_temperature", 3).Set(("primary_flow", 64.5)).Calm("5m"))
                .Raises(script => script.For("2h", ("primary_flow", 57)))
                .Nearly(script => script.For("1h59m", ("primary_flow", 57)).Calm("5m"))
                .Nearly(script => script.For("3h", ("primary_flow", 58.5)))
                .Nearly(script => script.For("3h", ("primary_flow", 70)))
                .Stays(script => script.For("10m", ("primary_flow", 59)))
                .Clears(script => script.One(("primary_flow", 60))),
            ("primary_flow", 5), "3h");
    }

    private static IEnumerable<RuleCase> Others()
    {
        yield return Limit("tank-level-low", "tank_level", 0.49, 0.5, 0.59, 0.6, "60s", "30s")
            .Nearly(script => script.Mode("standby").For("1h", ("tank_level", 0)));
        yield return NotInAColdRun(
            Of("pumps-stopped")
                .Raises(script => script.For("60s", ("pump_current", 0.9)))
                .Nearly(script => script.For("30s", ("pump_current", 0)).Calm("5m"))
                .Nearly(script => script.For("5m", ("pump_current", 0), ("valve_position", 5)))
                .Nearly(script => script.For("5m", ("pump_current", 1)))
                .Stays(script => script.For("5m", ("pump_current", 1.9)))
                .Clears(script => script.One(("pump_current", 2))),
            ("pump_current", 0));
        yield return Of("pumps-stopped", "valve closed")
            .Raises(script => script.For("60s", ("pump_current", 0)))
            .Nearly(script => script.For("5m", ("pump_current", 0), ("valve_position", 4)))
            .Clears(script => script.One(("pump_current", 0), ("valve_position", 5)));
        yield return Of("silent")
            .Raises(script => script.Quiet("80s"))
            .Nearly(script => script.Quiet("50s").Calm("5m"))
            .Stays(script => script.Quiet("10m"))
            .Clears(script => script.One())
            .EverySampleCounts();
    }

    private static RuleCase Of(string rule, string label = "") => new RuleCase("station/" + rule, "hs-1", label).Calm(Winter);

    /// <summary>A rule about one field: what raises it, the limit that does not, what leaves it standing, what clears it.</summary>
    private static RuleCase Limit(
        string rule, string field, double beyond, double limit, double within, double back, string duration, string tooShort, string label = "", params (string, object)[] also) =>
        Of(rule, label)
            .Raises(script => script.For(duration, (field, beyond)))
            .Nearly(script => script.For(tooShort, (field, beyond)).Calm("5m"))
            .Nearly(script => script.For("1h", (field, limit)))
            .Stays(script => script.For("5m", (field, within)))
            .Clears(script => script.One([(field, back), .. also]));

    /// <summary>What is low by design while the network is filled with cold water.</summary>
    private static RuleCase NotInAColdRun(RuleCase one, (string, object) low, string duration = "1h") => one
        .Nearly(script => script.Mode("cold-run").For(duration, low))
        .Nearly(script => script.Mode("standby").For(duration, low));

    private static void Pressurised(Script script) =>
        script.Mode("cold-run").Phase("pressurising").Set(("primary_supply_pressure", 2.02), ("pump_current", 0), ("secondary_flow", 0))
            .Ramp("30m", "primary_supply_pressure", 0.6, 2.02).Calm("20m").Phase("hold").Calm("35m");

    private static Script Overshot(Script script) =>
        script.For("20m", ("primary_supply_pressure", 2.2)).Phase("hold");

    private static Script Cool(Script script, double makeup)
    {
        script.Set(("makeup_flow", makeup));
        long stepMs = 30_000;
        for (long atMs = 0; atMs <= 3_600_000; atMs += stepMs)
        {
            double fallen = 30.0 * atMs / 3_600_000;
            script.One(("secondary_supply_temperature", 55 - fallen), ("secondary_return_temperature", 42 - fallen));
        }

        return script;
    }

    private static Script Lose(Script script, params string[] stations)
    {
        foreach (string station in stations)
        {
            script.On(station, Winter).For("30s", ("primary_supply_pressure", 0.1));
        }

        return script;
    }

    private static Script Recover(Script script, params string[] stations)
    {
        foreach (string station in stations)
        {
            script.On(station, Winter).One();
        }

        return script;
    }
}
