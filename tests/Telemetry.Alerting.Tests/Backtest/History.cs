using System.Globalization;
using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Tests.Backtest;

/// <summary>Transition histories by hand, in seconds from the beginning of the period.</summary>
internal sealed class History
{
    public const long StartMs = 1_763_700_000_000;

    public const string Station = """
        - { id: low, when: pressure < 0.3, severity: low, title: { zh: 低, en: Low } }
        - { id: medium, when: pressure < 0.2, severity: medium, title: { zh: 中, en: Medium } }
        - { id: high, when: pressure < 0.1, severity: high, title: { zh: 高, en: High } }
        """;

    public const string Camera = """
        - { id: critical, event: intrusion, clear-after: 10m, severity: critical, title: { zh: 危, en: Critical } }
        """;

    private long _position;

    public static RuleSet Rules { get; } = TestCity.Compile(Station, Camera);

    public IncidentLedger Ledger { get; } = new(1_000);

    public static long At(double seconds) => StartMs + (long)(seconds * 1000);

    /// <summary>An incident; one without an end stands on.</summary>
    public History Add(double from, double? to = null, string rule = "low", string device = "s-1", string? id = null)
    {
        id ??= (++_position).ToString("x16", CultureInfo.InvariantCulture);
        Ledger.Take(Of(id, TransitionKind.Raised, from, rule, device));
        if (to is { } end)
        {
            Ledger.Take(Of(id, TransitionKind.Cleared, end, rule, device));
        }

        return this;
    }

    public History Add(int count, double from, double every, string rule = "low")
    {
        for (int i = 0; i < count; i++)
        {
            Add(from + (i * every), from + (i * every) + 3600, rule);
        }

        return this;
    }

    public BacktestReport Report(double seconds = 24 * 3600, int operators = 1, AlarmTargets? targets = null) =>
        ReportBuilder.Build(Ledger, Rules.Rules.ToList(), new ReportPeriod(StartMs, At(seconds)), operators, targets ?? new AlarmTargets());

    public Transition Of(string id, TransitionKind kind, double at, string rule = "low", string device = "s-1") => new()
    {
        Id = id,
        Kind = kind,
        Rule = Rules.Rules.Single(each => each.Id == (device == "cam-1" ? "critical" : rule)),
        Device = Rules.City.FindDevice(device)!,
        Position = ++_position,
        AtMs = At(at),
    };
}
