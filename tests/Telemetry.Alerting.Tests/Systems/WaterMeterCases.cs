namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Meters of people who live alone; one reading each half hour.</summary>
public sealed class WaterMeterCases : SystemCases
{
    public override string System => "water-meter";

    public override string Devices => "  - { id: wm-1, system: water-meter, kind: meter, site: here, title: { zh: 表, en: Meter } }";

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Of("battery-low")
            .Raises(script => script.One(("battery_voltage", 3.09)))
            .Nearly(script => script.For("2h", ("battery_voltage", 3.1)))
            .Stays(script => script.For("2h", ("battery_voltage", 3.19)))
            .Clears(script => script.One(("battery_voltage", 3.2)));
    }

    private static RuleCase Of(string rule, string label = "") =>
        new RuleCase("meter/" + rule, "wm-1", label).Calm(("battery_voltage", 3.6), ("tampered", false)).After(script => script.Calm("6h"));
}
