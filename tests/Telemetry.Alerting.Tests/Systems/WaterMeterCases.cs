using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Meters of people who live alone; one reading each half hour.</summary>
public sealed class WaterMeterCases : SystemCases
{
    public override string System => "water-meter";

    public override string Devices => "  - { id: wm-1, system: water-meter, kind: meter, site: here, title: { zh: 表, en: Meter } }";

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Of("no-use").After(UsesFor1Day)
            .Raises(script => Uses(script, "25h", 0))
            .Nearly(script => Uses(script, "22h", 0))
            .Nearly(script => Uses(script, "30h", 0.25))                  // 12 L in 24 h
            .Nearly(script => Uses(script.Quiet("26h"), "23h", 0))        // offline is not "no use": nobody saw the day
            .Nearly(script => Uses(script.Flag(InputKind.Away), "60h", 0))
            .Stays(script => Uses(script, "6h", 0.1))
            .Stays(script => script.Quiet("12h"))                         // nor is it use
            .Clears(script => Uses(script, "26h", 1))
            .WithSeverity("high");

        // Home after two days: the time away is not held against anybody, the day after it is.
        yield return Of("no-use", "back home")
            .After(LeavesAfterADay)
            .Raises(script => Uses(script.Flag(InputKind.Away, false), "25h30m", 0))
            .Nearly(script => Uses(script.Flag(InputKind.Away, false), "23h", 0))
            .Clears(script => script.Flag(InputKind.Away).One(Total(_total)));

        // A new meter begins at 0: less than yesterday is no use of less than nothing.
        yield return Of("no-use", "new meter").After(UsesFor1Day)
            .Raises(script => Uses(Replaced(script), "25h", 0))
            .Nearly(script => Uses(Replaced(script), "23h", 0))
            .Clears(script => Uses(script, "2h", 20));

        yield return Of("no-use-half-day").After(UsesFor1Day)
            .Raises(script => Uses(script, "13h", 0))
            .Nearly(script => Uses(script, "9h30m", 0))
            .Nearly(script => Uses(script, "24h", 0.5))
            .Nearly(script => Uses(script.Quiet("14h"), "11h", 0))
            .Nearly(script => Uses(script.Flag(InputKind.Away), "20h", 0))
            .Stays(script => Uses(script, "2h", 0.5))
            .Clears(script => Uses(script, "2h", 5))
            .WithSeverity("medium");

        // With two hours lost each day, the day is never known; half a day of it is.
        yield return Of("no-use-half-day", "a gap, then no use").After(UsesFor1Day)
            .Raises(script => Uses(script.Quiet("2h"), "14h", 0))
            .Nearly(script => Uses(script.Quiet("2h"), "11h", 0))
            .Clears(script => Uses(script, "2h", 5));

        // The calm time ends at four in the afternoon; at four in the night nobody wonders yet.
        yield return Of("no-use-half-day", "a night").From("2026-01-15T13:00:00+08:00").After(UsesFor1Day)
            .Raises(script => Uses(script, "21h", 0))
            .Nearly(script => Uses(script, "15h", 0))
            .Clears(script => Uses(script, "2h", 5));

        yield return Of("over-use").After(UsesFor1Day)
            .Raises(script => Uses(script, "24h", 25))                    // 1,200 L
            .Nearly(script => Uses(script, "48h", 19))                    // 912 to 969 L: a window of 24 h reaches back up to 25.5 h
            .Nearly(script => Uses(Replaced(script), "24h", 5))
            .Stays(script => Uses(script, "24h", 18))                     // 864 L
            .Clears(script => Uses(script, "24h", 5))
            .WithSeverity("high");

        yield return Of("over-use", "away").After(UsesFor1Day)
            .Raises(script => Uses(script.Flag(InputKind.Away), "24h", 25))
            .Nearly(script => Uses(script.Flag(InputKind.Away), "24h", 20))
            .Clears(script => Uses(script, "24h", 0));

        // Two hours are lost, so the day is unknown for a day; so much in an hour is too much for a day as well.
        yield return Of("over-use", "a gap, then a burst").After(UsesFor1Day)
            .Raises(script => Uses(script.Quiet("2h"), "2h", 600))
            .Nearly(script => Uses(script.Quiet("2h"), "3h", 100))
            .Stays(script => Uses(script, "12h", 5))
            .Clears(script => Uses(script, "26h", 5));
        yield return Of("over-use", "a gap, then a tap").After(UsesFor1Day)
            .Raises(script => Uses(script.Quiet("2h"), "8h", 90))
            .Nearly(script => Uses(script.Quiet("2h"), "8h", 60))
            .Clears(script => Uses(script, "40h", 2));

        yield return Of("counter-reset").After(UsesFor1Day)
            .Raises(script => Uses(Replaced(script), "1h", 2))
            .Nearly(script => Uses(script, "12h", 0))
            .Stays(script => Uses(script, "20h", 2))
            .Clears(script => Uses(script, "8h", 2))
            .WithSeverity("medium");

        yield return Of("leak").After(script => script.One(("slot_volume", 0)))
            .Raises(script => script.For("25h", ("slot_volume", 0.4)))
            .Nearly(script => script.For("23h", ("slot_volume", 0.4)).One(("slot_volume", 0)).For("23h", ("slot_volume", 0.4)))
            .Nearly(script => script.For("14h", ("slot_volume", 0.4)).Quiet("3h").For("14h", ("slot_volume", 0.4)))
            .Stays(script => script.For("6h", ("slot_volume", 0.1)))
            .Stays(script => script.Quiet("6h"))
            .Clears(script => script.One(("slot_volume", 0)));

        yield return Of("tampered")
            .Raises(script => script.One(("tampered", true)))
            .Nearly(script => script.For("6h", ("battery_voltage", 3.5)))
            .Stays(script => script.For("2h", ("tampered", true)))
            .Clears(script => script.One());

        yield return Of("battery-low")
            .Raises(script => script.One(("battery_voltage", 3.09)))
            .Nearly(script => script.For("2h", ("battery_voltage", 3.1)))
            .Stays(script => script.For("2h", ("battery_voltage", 3.19)))
            .Clears(script => script.One(("battery_voltage", 3.2)));

        yield return Of("silent")
            .Raises(script => script.Quiet("1h10m"))
            .Nearly(script => script.Quiet("50m").Calm("2h"))
            .Stays(script => script.Quiet("2h"))
            .Clears(script => script.One())
            .EverySampleCounts();
    }

    private double _total = 5000;

    private static (string, object) Total(double litres) => ("total", Math.Round(litres, 2));

    private static RuleCase Of(string rule, string label = "") =>
        new RuleCase("meter/" + rule, "wm-1", label).Calm(("battery_voltage", 3.6), ("tampered", false)).After(script => script.Calm("6h"));

    /// <summary>Two hours of use, an hour without, and so on: 160 L a day.</summary>
    private void UsesFor1Day(Script script)
    {
        _total = 5000;
        for (int i = 0; i < 9; i++)
        {
            Uses(Uses(script, "90m", 5), "30m", 0);
        }
    }

    /// <summary>So many litres in every half hour.</summary>
    private Script Uses(Script script, string duration, double litres)
    {
        for (long endMs = script.NowMs + Script.Milliseconds(duration); script.NowMs <= endMs;)
        {
            _total += litres;
            script.One(Total(_total), ("slot_volume", litres));
        }

        return script;
    }

    private void LeavesAfterADay(Script script)
    {
        UsesFor1Day(script);
        Uses(script.Flag(InputKind.Away), "48h", 0);
    }

    private Script Replaced(Script script)
    {
        _total = 0;
        return script;
    }
}
