namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Fungus cabins, a sample each minute, in each growth phase.</summary>
public sealed class CabinCases : SystemCases
{
    private static readonly (string, object)[] Mycelium =
        [("phase", "mycelium"), ("temperature", 23.5), ("humidity", 65), ("co2", 3000), ("oxygen", 20.5), ("illuminance", 0), ("fogger_on", false), ("fan_on", false)];

    private static readonly (string, object)[] Primordium =
        [("phase", "primordium"), ("temperature", 20), ("humidity", 90), ("co2", 1200), ("oxygen", 20.6), ("illuminance", 200), ("fogger_on", false), ("fan_on", false)];

    private static readonly (string, object)[] Fruiting =
        [("phase", "fruiting"), ("temperature", 17.5), ("humidity", 90), ("co2", 1000), ("oxygen", 20.6), ("illuminance", 500), ("fogger_on", false), ("fan_on", false)];

    /// <summary>A cabin that does not say its phase.</summary>
    private static readonly (string, object)[] Untold = [("temperature", 20), ("humidity", 65), ("co2", 1200), ("oxygen", 20.6)];

    public override string System => "cabin";

    public override string Devices => "  - { id: cabin-1, system: cabin, kind: cabin, site: here, title: { zh: 方舱, en: Cabin } }";

    protected override IEnumerable<RuleCase> Cases() => [.. Temperatures(), .. Airs(), .. Lights(), .. Others()];

    private static IEnumerable<RuleCase> Temperatures()
    {
        yield return TooWarm("mycelium", Mycelium, 27, 26.5);
        yield return TooWarm("primordium", Primordium, 24, 23.5);
        yield return TooWarm("fruiting", Fruiting, 22, 21.5);
        yield return TooWarm("untold", Untold, 27, 26.5);
        yield return TooCold("mycelium", Mycelium, 20, 20.5);
        yield return TooCold("primordium", Primordium, 16, 16.5);
        yield return TooCold("fruiting", Fruiting, 13, 13.5);
        yield return TooCold("untold", Untold, 13, 13.5);

        yield return Of("temperature-lethal", "hot", Mycelium)
            .Raises(script => script.For("5m", ("temperature", 31.1)))
            .Nearly(script => script.For("4m", ("temperature", 31.1)).Calm("5m"))
            .Nearly(script => script.For("1h", ("temperature", 31)))
            .Stays(script => script.For("5m", ("temperature", 30)))
            .Clears(script => script.One(("temperature", 29.9)))
            .WithSeverity("high");
        yield return Of("temperature-lethal", "cold", Fruiting)
            .Raises(script => script.For("5m", ("temperature", 8.9)))
            .Nearly(script => script.For("1h", ("temperature", 9)))
            .Stays(script => script.For("5m", ("temperature", 10)))
            .Clears(script => script.One(("temperature", 10.1)));
    }

    private static IEnumerable<RuleCase> Airs()
    {
        foreach (var (label, calm) in new[] { ("primordium", Primordium), ("fruiting", Fruiting) })
        {
            yield return Limit("humidity-low", label, calm, "humidity", 79.9, 80, 82.9, 83)
                .Nearly(script => script.For("1h", [.. Mycelium]));
        }

        yield return Limit("humidity-low-for-mycelium", "", Mycelium, "humidity", 54.9, 55, 57.9, 58);
        yield return Limit("humidity-low-for-mycelium", "untold", Untold, "humidity", 54.9, 55, 57.9, 58);
        yield return Limit("humidity-high-for-mycelium", "", Mycelium, "humidity", 75.1, 75, 72, 71.9, "6h", "5h58m")
            .Nearly(script => script.For("8h", [.. Fruiting]));
        yield return Limit("humidity-high-for-fruiting", "", Fruiting, "humidity", 95.1, 95, 93.1, 93, "30m", "29m")
            .Nearly(script => script.For("1h", [.. Primordium.Where(one => one.Item1 != "humidity"), ("humidity", 98)]));
        yield return Limit("co2-high", "mycelium", Mycelium, "co2", 5001, 5000, 4700, 4699);
        yield return Limit("co2-high", "primordium", Primordium, "co2", 2001, 2000, 1900, 1899);
        yield return Limit("co2-high", "fruiting", Fruiting, "co2", 1501, 1500, 1400, 1399);
        yield return Limit("co2-high", "untold", Untold, "co2", 5001, 5000, 4700, 4699);
        yield return Limit("oxygen-low", "", Fruiting, "oxygen", 19.4, 19.5, 19.6, 19.7, "60s", "0s").WithSeverity("critical");
    }

    private static IEnumerable<RuleCase> Lights()
    {
        yield return Limit("light-in-the-dark", "", Mycelium, "illuminance", 6, 5, 3, 2, "30m", "29m")
            .Nearly(script => script.For("1h", [.. Primordium]));
        yield return Limit("light-missing", "primordium", Primordium, "illuminance", 99, 100, 109, 110, "30m", "29m").From("2026-01-15T10:00:00+08:00")
            .Nearly(script => script.For("2h", [.. Mycelium]));
        yield return Limit("light-missing", "fruiting", Fruiting, "illuminance", 299, 300, 319, 320, "30m", "29m").From("2026-01-15T10:00:00+08:00");

        // By night nobody misses it; what stood when the evening came stands until there is light.
        yield return Of("light-missing", "evening", Fruiting).From("2026-01-15T16:00:00+08:00")
            .Raises(script => script.For("31m", ("illuminance", 0)))
            .Nearly(script => script.Calm("40m").For("12h", ("illuminance", 0)))
            .Stays(script => script.For("12h", ("illuminance", 0)))
            .Clears(script => script.One(("illuminance", 320)));
        yield return Limit("light-too-strong", "primordium", Primordium, "illuminance", 301, 300, 280, 279, "30m", "29m");
        yield return Limit("light-too-strong", "fruiting", Fruiting, "illuminance", 801, 800, 770, 769, "30m", "29m");
        yield return Of("light-at-night", "", Dark(Fruiting)).From("2026-01-15T21:50:00+08:00").After(script => script.Calm("15m"))
            .Raises(script => script.For("30m", ("illuminance", 21)))
            .Nearly(script => script.For("29m", ("illuminance", 21)).Calm("5m"))
            .Nearly(script => script.For("2h", ("illuminance", 20)))
            .Stays(script => script.For("5m", ("illuminance", 11)))
            .Clears(script => script.One(("illuminance", 10)));
        yield return Of("light-at-night", "by day", Dark(Fruiting)).From("2026-01-15T21:50:00+08:00").After(script => script.Calm("15m"))
            .Raises(script => script.For("31m", ("illuminance", 500)))
            .Nearly(script => script.Quiet("7h").Calm("5m").For("10h", ("illuminance", 500)))
            .Stays(script => script.For("7h", ("illuminance", 500)))
            .Clears(script => script.One(("illuminance", 10)));

        // A lamp that burns for 14 of 24 hours, for 13.2 at the least with the window's edge; for 11; for 8.
        yield return Of("light-hours-off", "too long", Fruiting).From("2026-01-15T06:00:00+08:00").After(script => Days(script, 1, 11))
            .Raises(script => Days(script, 2, 14))
            .Nearly(script => Days(script, 1, 11.5))
            .Nearly(script => Days(script.Set([.. Primordium]), 1, 14))
            .Clears(script => Days(script, 1, 11).For("11h").For("1h", ("illuminance", 0)));
        yield return Of("light-hours-off", "too short", Fruiting).From("2026-01-15T06:00:00+08:00").After(script => Days(script, 1, 11))
            .Raises(script => Days(script, 2, 8))
            .Nearly(script => Days(script, 1, 10.5))
            .Clears(script => script.For("2m", [.. Mycelium]));
    }

    private static IEnumerable<RuleCase> Others()
    {
        yield return Of("fog-during-air-exchange", "", Fruiting)
            .Raises(script => script.For("60s", ("fogger_on", true), ("fan_on", true)))
            .Nearly(script => script.One(("fogger_on", true), ("fan_on", true)).Calm("5m"))
            .Nearly(script => script.For("10m", ("fogger_on", true)))
            .Nearly(script => script.For("10m", ("fan_on", true)))
            .Stays(script => script.For("5m", ("fogger_on", true), ("fan_on", true)))
            .Clears(script => script.One(("fan_on", true)));
        yield return Of("silent", "", Fruiting)
            .Raises(script => script.Quiet("2m30s"))
            .Nearly(script => script.Quiet("1m50s").Calm("5m"))
            .Stays(script => script.Quiet("10m"))
            .Clears(script => script.One())
            .EverySampleCounts();
    }

    private static RuleCase Of(string rule, string label, (string, object)[] calm) => new RuleCase("cabin/" + rule, "cabin-1", label).Calm(calm);

    private static RuleCase Limit(
        string rule, string label, (string, object)[] calm, string field, double beyond, double limit, double within, double back, string duration = "10m", string tooShort = "9m") =>
        Of(rule, label, calm)
            .Raises(script => script.For(duration, (field, beyond)).One((field, beyond)))
            .Nearly(script => script.For(tooShort, (field, beyond)).Calm("5m"))
            .Nearly(script => script.For(duration, (field, limit)).For("1h", (field, limit)))
            .Stays(script => script.For("5m", (field, within)))
            .Clears(script => script.One((field, back)));

    /// <summary>2 K above the band is a warning, 4 K is high.</summary>
    private static RuleCase TooWarm(string label, (string, object)[] calm, double limit, double back) =>
        Limit("temperature-high", label, calm, "temperature", limit + 0.1, limit, back, back - 0.1)
            .WithSeverity("medium").Rises(script => script.One(("temperature", limit + 2)), "medium").Rises(script => script.One(("temperature", limit + 2.1)), "high");

    private static RuleCase TooCold(string label, (string, object)[] calm, double limit, double back) =>
        Limit("temperature-low", label, calm, "temperature", limit - 0.1, limit, back, back + 0.1)
            .WithSeverity("medium").Rises(script => script.One(("temperature", limit - 2)), "medium").Rises(script => script.One(("temperature", limit - 2.1)), "high");

    private static (string Name, object Value)[] Dark((string Name, object Value)[] calm) => [.. calm.Where(one => one.Name != "illuminance"), ("illuminance", 0)];

    /// <summary>Days whose first hours are lit, every 60 s.</summary>
    private static Script Days(Script script, int days, double lit)
    {
        for (int day = 0; day < days; day++)
        {
            for (int minute = 0; minute < 1440; minute++)
            {
                script.One(("illuminance", minute < lit * 60 ? 500 : 0));
            }
        }

        return script;
    }
}
