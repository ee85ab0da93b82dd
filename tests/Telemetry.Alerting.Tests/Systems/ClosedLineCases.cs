using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>
/// Sealed lines and machine sets; a reading every five minutes. Of a line the 5 % of its rated power are the limit (100 of 2,000 kW),
/// of a set three times its baseline (6 of 75 kW, where 5 % are 3.75).
/// </summary>
public sealed class ClosedLineCases : SystemCases
{
    public override string System => "closed-line";

    public override string Devices => """
          - { id: line-1, system: closed-line, kind: line, site: here, title: { zh: 线, en: Line }, parameters: { rated_power: 2000, baseline_power: 20 } }
          - { id: set-1, system: closed-line, kind: machine-set, site: here, title: { zh: 机组, en: Set }, parameters: { rated_power: 75, baseline_power: 2 } }
          - { id: "set-{2..4}", system: closed-line, kind: machine-set, site: there, title: { zh: "机组 {n}", en: "Set {n}" } }
        """;

    protected override IEnumerable<RuleCase> Cases()
    {
        foreach (var (kind, device, limit) in new[] { ("line", "line-1", 100.0), ("machine-set", "set-1", 6.0) })
        {
            yield return Of("revival-suspected")
                .Raises(script => script.For("15m", Power(limit + 0.1)))
                .Nearly(script => script.For("10m", Power(limit + 0.1)).Calm("30m"))
                .Nearly(script => script.For("3h", Power(limit)))
                .Nearly(script => script.Flag(InputKind.Permit).For("3h", Power(5 * limit)))
                .Stays(script => script.For("10m", Power(limit - 0.1)).For("1h", Power(limit)))
                .Clears(script => script.For("20m", Power(limit - 0.1)))
                .WithSeverity("high");
            yield return Of("revival-confirmed")
                .Raises(script => script.For("60m", Power(limit + 0.1)))
                .Nearly(script => script.For("55m", Power(limit + 0.1)).Calm("30m"))
                .Nearly(script => script.For("5h", Power(limit)))
                .Nearly(script => script.Flag(InputKind.Permit).For("5h", Power(5 * limit)))
                .Stays(script => script.For("10m", Power(limit - 0.1)).For("1h", Power(limit)))
                .Clears(script => script.For("20m", Power(limit - 0.1)))
                .WithSeverity("critical");
            yield return Of("revival-repeated")
                .After(script => script.Calm("76h"))
                .Raises(script => script.For("20m", Power(limit + 0.1)).Calm("20h").For("20m", Power(limit + 0.1)))
                .Nearly(script => script.For("20m", Power(limit + 0.1)).Calm("20h").For("10m", Power(limit + 0.1)).Calm("1h"))
                .Nearly(script => script.For("20m", Power(limit + 0.1)).Calm("6h").For("20m", Power(limit + 0.1)).Calm("1h"))
                .Nearly(script => script.For("20m", Power(limit + 0.1)).Calm("78h").For("20m", Power(limit + 0.1)).Calm("1h"))
                .Nearly(script => script.For("20m", Power(limit + 0.1)).Calm("20h").Flag(InputKind.Permit).For("20m", Power(limit + 0.1)))
                .Stays(script => script.For("10m", Power(limit - 0.1)).For("1h", Power(limit)))
                .Clears(script => script.For("20m", Power(limit - 0.1)))
                .WithSeverity("critical")
                .EverySampleCounts();
            yield return Of("seal-broken")
                .Raises(script => script.One(("sealed", false)))
                .Nearly(script => script.Flag(InputKind.Permit).For("1h", ("sealed", false)))
                .Stays(script => script.For("24h", ("sealed", false)))
                .Clears(script => script.One())
                .WithSeverity("high");
            yield return Of("offline")
                .Raises(script => script.Quiet("36m"))
                .Nearly(script => script.Quiet("24m").Calm("30m"))
                .Stays(script => script.Quiet("10h"))
                .Clears(script => script.One())
                .WithSeverity("high")
                .EverySampleCounts();

            RuleCase Of(string rule) => new RuleCase($"{kind}/{rule}", device)
                .Calm(("running", false), ("current", 0.3), ("power", limit / 10), ("energy", 1000), ("sealed", true))
                .After(script => script.Calm("2h"));
        }
    }

    private static (string, object)[] Power(double kilowatts) => [("power", kilowatts)];
}
