namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Ponds and inverters; a reading every five minutes.</summary>
public sealed class FisheryPvCases : SystemCases
{
    private const int SamplesPerDay = 288;
    private const double DailyInsolation = 5; // kWh/m2
    private const double RatedPower = 2000; // kW

    public override string System => "fishery-pv";

    public override string Devices => """
          - { id: pond-1, system: fishery-pv, kind: pond, site: here, title: { zh: 塘, en: Pond } }
          - { id: pv-1, system: fishery-pv, kind: inverter, site: here, title: { zh: 逆变器, en: Inverter }, parameters: { rated_power: 2000 } }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        yield return Pond("oxygen-stress")
            .Raises(script => script.One(Oxygen(3.99)))
            .Nearly(script => script.For("3h", Oxygen(4)))
            .Nearly(script => script.For("3h", Oxygen(-0.1)))
            .Stays(script => script.For("3h", Oxygen(5.49)))
            .Clears(script => script.One(Oxygen(5.5)))
            .WithSeverity("medium");
        yield return Pond("oxygen-low")
            .Raises(script => script.For("5m", Oxygen(3)))
            .Nearly(script => script.One(Oxygen(3)).Calm("30m"))
            .Nearly(script => script.For("3h", Oxygen(3.01)))
            .Stays(script => script.For("3h", Oxygen(3.49)))
            .Clears(script => script.One(Oxygen(3.5)))
            .WithSeverity("high");
        yield return Pond("oxygen-low", "after dawn")
            .From("2026-06-15T03:00:00+08:00")
            .Raises(script => script.Ramp("150m", "dissolved_oxygen", 6, 2.8))
            .Nearly(script => script.Ramp("150m", "dissolved_oxygen", 6, 3.1).Ramp("3h", "dissolved_oxygen", 3.1, 9))
            .Clears(script => script.Ramp("3h", "dissolved_oxygen", 2.8, 9));
        yield return Pond("oxygen-critical")
            .Raises(script => script.For("5m", Oxygen(2.49)))
            .Nearly(script => script.One(Oxygen(2.49)).For("30m", Oxygen(2.5)))
            .Nearly(script => script.For("3h", Oxygen(2.5)))
            .Stays(script => script.For("3h", Oxygen(2.99)))
            .Clears(script => script.One(Oxygen(3)))
            .WithSeverity("critical");
        yield return Pond("aerator-dead")
            .Raises(script => script.For("5m", Aerator(true, 0.49)))
            .Nearly(script => script.One(Aerator(true, 0)).For("30m", Aerator(true, 4)))
            .Nearly(script => script.For("3h", Aerator(true, 0.5)))
            .Nearly(script => script.For("3h", Aerator(false, 0)))
            .Stays(script => script.For("1h", Aerator(true, 0.99)))
            .Clears(script => script.One(Aerator(true, 1)))
            .WithSeverity("high");
        yield return Pond("aerator-dead", "told to stop")
            .Raises(script => script.For("5m", Aerator(true, 0)))
            .Nearly(script => script.One(Aerator(true, 0)).Calm("30m"))
            .Clears(script => script.One(Aerator(false, 0)));
        yield return Pond("silent")
            .Raises(script => script.Quiet("20m"))
            .Nearly(script => script.Quiet("9m").Calm("30m"))
            .Stays(script => script.Quiet("5h"))
            .Clears(script => script.One())
            .WithSeverity("medium")
            .EverySampleCounts();

        yield return Inverter("performance-low")
            .After(script => Days(script, 3.5, 0.85))
            .Raises(script => Days(script, 3, 0.70))
            .Nearly(script => Days(script, 4, 0.76))
            .Nearly(script => Days(Days(script, 1, 0.70), 1, 0.85))
            .Stays(script => Days(script, 3.5, 0.77))
            .Clears(script => Days(script, 3, 0.85))
            .WithSeverity("low");
        yield return Inverter("night-output")
            .Raises(script => script.For("30m", Output(1.1, 0)))
            .Nearly(script => script.For("25m", Output(1.1, 0)).For("30m", Output(0, 0)))
            .Nearly(script => script.For("3h", Output(1, 0)))
            .Nearly(script => script.For("3h", Output(1.1, 1)))
            .Stays(script => script.For("1h", Output(1.1, 4)))
            .Clears(script => script.One(Output(1.1, 5)))
            .WithSeverity("low");
        yield return Inverter("night-output", "no output any more")
            .Raises(script => script.For("30m", Output(200, 0)))
            .Nearly(script => script.For("3h", Output(-1, 0)))
            .Clears(script => script.One(Output(1, 0)));
        yield return Inverter("silent")
            .Raises(script => script.Quiet("20m"))
            .Nearly(script => script.Quiet("9m").Calm("30m"))
            .Stays(script => script.Quiet("5h"))
            .Clears(script => script.One())
            .WithSeverity("low")
            .EverySampleCounts();
    }

    private static RuleCase Pond(string rule, string label = "") => new RuleCase("pond/" + rule, "pond-1", label)
        .Calm([.. Oxygen(7), ("water_temperature", 22), ("ph", 7.5), .. Aerator(false, 0)])
        .After(script => script.Calm("1h"));

    private static RuleCase Inverter(string rule, string label = "") => new RuleCase("inverter/" + rule, "pv-1", label)
        .Calm([.. Output(800, 500), ("module_temperature", 30), ("energy", 1_000_000), ("insolation", 600)])
        .After(script => script.Calm("1h"));

    /// <summary>Days of sun at a performance ratio; both counters go on from where they are.</summary>
    private static Script Days(Script script, double days, double performance)
    {
        double energy = Counter(script, "energy", 1_000_000), insolation = Counter(script, "insolation", 600);
        for (int i = 1; i <= days * SamplesPerDay; i++)
        {
            double sun = i * DailyInsolation / SamplesPerDay;
            script.One(("insolation", insolation + sun), ("energy", energy + performance * RatedPower * sun));
        }

        return script;
    }

    private static double Counter(Script script, string name, double first) =>
        script.Steps.Count == 0 ? first : (double)script.Steps[^1].Values.Last(value => value.Name == name).Value;

    private static (string, object)[] Oxygen(double value) => [("dissolved_oxygen", value)];

    private static (string, object)[] Aerator(bool on, double amperes) => [("aerator_on", on), ("aerator_current", amperes)];

    private static (string, object)[] Output(double kilowatts, double irradiance) => [("power", kilowatts), ("irradiance", irradiance)];
}
