namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Motors of class F and one of class B on a softer foundation; a reading every ten seconds.</summary>
public sealed class MotorCases : SystemCases
{
    public override string System => "motor";

    public override string Devices => """
          - { id: m-1, system: motor, kind: motor, site: here, title: { zh: 甲, en: A }, parameters: { rated_power: 55 } }
          - { id: m-2, system: motor, kind: motor, site: here, title: { zh: 乙, en: B }, parameters: { rated_power: 55, insulation_limit: 130, vibration_good: 3.5, vibration_limit: 7.1, vibration_damage: 11 } }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Of("voltage-unbalance")
            .Raises(script => script.For("1m", Voltage(1.1)))
            .Nearly(script => script.For("50s", Voltage(1.1)).Calm("1m"))
            .Nearly(script => script.For("10m", Voltage(0.95)))
            .Nearly(script => script.For("10m", [.. Voltage(3), ("running", false)]))
            .Stays(script => script.For("5m", Voltage(0.85)))
            .Clears(script => script.One(Voltage(0.75)))
            .WithSeverity("low");
        yield return Of("voltage-unbalance", "stopped")
            .Raises(script => script.For("1m", Voltage(1.1)))
            .Nearly(script => script.For("2m", Voltage(6)))
            .Clears(script => script.One([.. Voltage(1.1), ("running", false)]));
        yield return Of("voltage-unbalance-stop")
            .Raises(script => script.For("10s", Voltage(5.1)))
            .Nearly(script => script.One(Voltage(5.1)).Calm("1m"))
            .Nearly(script => script.For("10m", Voltage(4.95)))
            .Nearly(script => script.For("1m", [.. Voltage(40), ("running", false)]))
            .Stays(script => script.For("5m", Voltage(4.1)))
            .Clears(script => script.One(Voltage(3.9)))
            .WithSeverity("critical");
        yield return Of("voltage-unbalance-stop", "a lost phase")
            .Raises(script => script.For("10s", ("voltage_ab", 380), ("voltage_bc", 0), ("voltage_ca", 0)))
            .Nearly(script => script.For("10m", ("voltage_ab", 380), ("voltage_bc", -1)))
            .Clears(script => script.One());

        yield return Of("voltage-deviation", "low")
            .Raises(script => script.For("1m", Mains(341)))
            .Nearly(script => script.For("50s", Mains(341)).Calm("1m"))
            .Nearly(script => script.For("10m", Mains(342.1)))
            .Nearly(script => script.For("10m", [.. Mains(0), ("running", false)]))
            .Stays(script => script.For("5m", Mains(345.5)))
            .Clears(script => script.One(Mains(346)))
            .WithSeverity("medium");
        yield return Of("voltage-deviation", "high")
            .Raises(script => script.For("1m", Mains(419)))
            .Nearly(script => script.For("10m", Mains(417.9)))
            .Stays(script => script.For("5m", Mains(414.5)))
            .Clears(script => script.One(Mains(414)));

        yield return Of("frequency-deviation", "low")
            .Raises(script => script.For("1m", ("frequency", 47.49)))
            .Nearly(script => script.For("50s", ("frequency", 47.49)).Calm("1m"))
            .Nearly(script => script.For("10m", ("frequency", 47.51)))
            .Nearly(script => script.For("10m", ("frequency", 0), ("running", false)))
            .Stays(script => script.For("5m", ("frequency", 47.74)))
            .Clears(script => script.One(("frequency", 47.76)))
            .WithSeverity("medium");
        yield return Of("frequency-deviation", "high")
            .Raises(script => script.For("1m", ("frequency", 52.51)))
            .Nearly(script => script.For("10m", ("frequency", 52.49)))
            .Stays(script => script.For("5m", ("frequency", 52.26)))
            .Clears(script => script.One(("frequency", 52.24)));

        yield return Of("current-unbalance")
            .Raises(script => script.For("1m", Current(10.5)))
            .Nearly(script => script.For("50s", Current(10.5)).Calm("1m"))
            .Nearly(script => script.For("10m", Current(9.5)))
            .Nearly(script => script.For("10m", [.. Current(19), ("starting", true)]))
            .Nearly(script => script.For("10m", [.. Current(19), ("running", false)]))
            .Stays(script => script.For("5m", Current(8.5)))
            .Clears(script => script.One(Current(7.5)))
            .WithSeverity("medium");
        yield return Of("current-unbalance-high")
            .Raises(script => script.For("30s", Current(20.5)))
            .Nearly(script => script.For("20s", Current(20.5)).Calm("1m"))
            .Nearly(script => script.For("10m", Current(19.5)))
            .Nearly(script => script.For("10m", [.. Current(60), ("starting", true)]))
            .Nearly(script => script.For("10m", [.. Current(60), ("running", false)]))
            .Stays(script => script.For("5m", Current(16.5)))
            .Clears(script => script.One(Current(15.5)))
            .WithSeverity("high");

        foreach (var (rule, time, shorter, severity, over, clear) in new[]
        {
            ("winding-warm", "1m", "50s", "medium", 25, 28), ("winding-hot", "30s", "20s", "high", 10, 15),
        })
        {
            foreach (var (motor, limit) in new[] { ("m-1", 155), ("m-2", 130) })
            {
                yield return Of(rule, $"class of {limit} degC", motor)
                    .Raises(script => script.For(time, Winding(limit - over)))
                    .Nearly(script => script.For(shorter, Winding(limit - over)).Calm("1m"))
                    .Nearly(script => script.For("30m", Winding(limit - over - 0.1)))
                    .Stays(script => script.For("30m", Winding(limit - clear)))
                    .Clears(script => script.One(Winding(limit - clear - 0.1)))
                    .WithSeverity(severity);
            }
        }

        yield return Of("winding-trip")
            .Raises(script => script.One(Winding(155)))
            .Nearly(script => script.For("10m", Winding(154.9)))
            .Nearly(script => script.For("10m", Winding(301)))
            .Stays(script => script.For("10m", Winding(145)))
            .Clears(script => script.One(Winding(144.9)))
            .WithSeverity("critical");
        yield return Of("winding-trip", "class of 130 degC", "m-2")
            .Raises(script => script.One(Winding(130)))
            .Nearly(script => script.For("10m", Winding(129.9)))
            .Stays(script => script.For("10m", Winding(120)))
            .Clears(script => script.One(Winding(119.9)));

        foreach (var (rule, time, shorter, severity, firm, soft) in new[]
        {
            ("vibration", "5m", "4m50s", "low", 2.3, 3.5), ("vibration-medium", "1m", "50s", "medium", 4.5, 7.1), ("vibration-high", "30s", "20s", "high", 7.1, 11),
        })
        {
            foreach (var (motor, limit) in new[] { ("m-1", firm), ("m-2", soft) })
            {
                yield return Of(rule, $"above {limit} mm/s", motor)
                    .Raises(script => script.For(time, ("vibration", limit + 0.01)))
                    .Nearly(script => script.For(shorter, ("vibration", limit + 0.01)).Calm("1m"))
                    .Nearly(script => script.For("30m", ("vibration", limit)))
                    .Stays(script => script.For("30m", ("vibration", 0.9 * limit + 0.01)))
                    .Clears(script => script.One(("vibration", 0.9 * limit - 0.01)))
                    .WithSeverity(severity);
            }
        }

        yield return Of("silent")
            .Raises(script => script.Quiet("130s"))
            .Nearly(script => script.Quiet("90s").Calm("5m"))
            .Stays(script => script.Quiet("1h"))
            .Clears(script => script.One())
            .WithSeverity("medium")
            .EverySampleCounts();
    }

    private static RuleCase Of(string rule, string label = "", string motor = "m-1") =>
        new RuleCase("motor/" + rule, motor, label).Calm(
            [("running", true), ("starting", false), .. Mains(380), .. Current(0), ("frequency", 50), ("winding_temperature", 90), ("vibration", 1.2), ("power", 40)]);

    private static (string, object)[] Mains(double volts) => [("voltage_ab", volts), ("voltage_bc", volts), ("voltage_ca", volts)];

    /// <summary>One voltage above the two others, so that the greatest deviation is this part of their mean, in percent.</summary>
    private static (string, object)[] Voltage(double percent) => [("voltage_ab", Odd(380, percent)), ("voltage_bc", 380), ("voltage_ca", 380)];

    private static (string, object)[] Current(double percent) => [("current_a", Odd(80, percent)), ("current_b", 80), ("current_c", 80)];

    private static (string, object)[] Winding(double celsius) => [("winding_temperature", celsius)];

    private static double Odd(double even, double percent) => even * 2 * (100 + percent) / (200 - percent);
}
