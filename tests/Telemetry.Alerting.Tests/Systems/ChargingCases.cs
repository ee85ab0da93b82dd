namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Sockets of cars, tricycles and e-bikes; a reading every minute.</summary>
public sealed class ChargingCases : SystemCases
{
    public override string System => "charging";

    public override string Devices => """
          - { id: car-1, system: charging, kind: car, site: here, title: { zh: 车, en: Car } }
          - { id: trike-1, system: charging, kind: tricycle, site: here, title: { zh: 三轮, en: Tricycle } }
          - { id: ebike-1, system: charging, kind: e-bike, site: here, title: { zh: 电动车, en: E-bike } }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        foreach (var (kind, device, rated) in new[] { ("car", "car-1", 7.0), ("tricycle", "trike-1", 1.5), ("e-bike", "ebike-1", 0.5) })
        {
            yield return Of("hot")
                .Raises(script => script.For("1m", Celsius(65.1)))
                .Nearly(script => script.One(Celsius(65.1)).Calm("5m"))
                .Nearly(script => script.For("1h", Celsius(65)))
                .Stays(script => script.For("30m", Celsius(55)))
                .Clears(script => script.One(Celsius(54.9)))
                .WithSeverity("high");
            yield return Of("overheated")
                .Raises(script => script.One(Celsius(80.1)))
                .Nearly(script => script.For("1h", Celsius(80)))
                .Nearly(script => script.For("1h", Celsius(201)))
                .Stays(script => script.For("30m", Celsius(60)))
                .Clears(script => script.One(Celsius(59.9)))
                .WithSeverity("critical");
            yield return Of("smoke")
                .Raises(script => script.One(("smoke", true)))
                .Nearly(script => script.For("1h", Celsius(79)))
                .Stays(script => script.For("30m", ("smoke", true)))
                .Clears(script => script.One())
                .WithSeverity("critical");
            yield return Of("overload")
                .Raises(script => script.For("2m", ("power", 1.11 * rated)))
                .Nearly(script => script.For("1m", ("power", 1.11 * rated)).Calm("5m"))
                .Nearly(script => script.For("1h", ("power", 1.099 * rated)))
                .Stays(script => script.For("30m", ("power", 1.001 * rated)))
                .Clears(script => script.One(("power", 0.999 * rated)))
                .WithSeverity("medium");
            yield return Of("silent")
                .Raises(script => script.Quiet("4m"))
                .Nearly(script => script.Quiet("119s").Calm("10m"))
                .Stays(script => script.Quiet("5h"))
                .Clears(script => script.One())
                .WithSeverity("low")
                .EverySampleCounts();

            RuleCase Of(string rule) => new RuleCase($"{kind}/{rule}", device)
                .Calm([.. Celsius(25), ("voltage", 228), ("current", 1), ("power", 0.8 * rated), ("energy", 100), ("occupied", true), ("smoke", false)]);
        }
    }

    private static (string, object)[] Celsius(double value) => [("temperature", value)];
}
