namespace Telemetry.Alerting.Tests.Engine;

/// <summary>Rules of a station that use everything that readings can be judged by, each for the engine and for the reference.</summary>
internal static class ReferenceRules
{
    public const long GapMs = 90_000;
    private const int Pressure = 0;
    private const int Flow = 1;
    private const int Makeup = 2;
    private const int Outdoor = 3;
    private const int Running = 4;

    public static IReadOnlyList<ReferenceRule> All { get; } =
    [
        new("low", "{ when: pressure < 0.3, clear: pressure >= 0.35, for: 60s }", Is(Field(Pressure), value => value < 0.3))
        {
            Clear = Is(Field(Pressure), value => value >= 0.35),
            ForMs = 60_000,
        },
        new("at-once", "{ when: pressure < 0.3, unless: not running }", Is(Field(Pressure), value => value < 0.3))
        {
            Unless = Is(Field(Running), value => value == 0),
        },
        new("leak", "{ when: makeup_flow / flow > 0.0437, deadband: 0.0213, for: 20s }", Is(Share, value => value > 0.0437))
        {
            Clear = Is(Share, value => value <= 0.0437 - 0.0213),
            ForMs = 20_000,
        },
        new("often", "{ when: pressure < 0.3, samples: 3 of 5 }", Is(Field(Pressure), value => value < 0.3)) { Samples = (3, 5) },
        new("often-for", "{ when: pressure < 0.3, clear: pressure > 0.5, samples: 2 of 3, for: 60s }", Is(Field(Pressure), value => value < 0.3))
        {
            Clear = Is(Field(Pressure), value => value > 0.5),
            Samples = (2, 3),
            ForMs = 60_000,
        },
        Window("delta", "delta(pressure, 2m) < -0.1", Pressure, 120, (anchor, after) => after[^1].Value - anchor.Value, value => value < -0.1),
        Window("rate", "rate(outdoor, 3m) > 170.3", Outdoor, 180, (anchor, after) => (after[^1].Value - anchor.Value) * 3_600_000 / (after[^1].Ms - anchor.Ms), value => value > 170.3),
        Window("avg", "avg(flow, 3m) > 71.3", Flow, 180, (_, after) => after.Average(point => point.Value), value => value > 71.3),
        Window("min", "min(pressure, 2m) > 0.301", Pressure, 120, (_, after) => after.Min(point => point.Value), value => value > 0.301),
        Window("max", "max(makeup_flow, 1m) < 4.7", Makeup, 60, (_, after) => after.Max(point => point.Value), value => value < 4.7),
        Window("sum", "sum(makeup_flow, 4m) > 25.3", Makeup, 240, (_, after) => after.Sum(point => point.Value), value => value > 25.3),
        Window("count", "count(makeup_flow, 4m) > 7.5", Makeup, 240, (_, after) => after.Count, value => value > 7.5),
        Window("median", "median(outdoor, 4m) > 3.3", Outdoor, 240, (_, after) => ReferenceWindows.Median(after), value => value > 3.3),
        Window("stddev", "stddev(outdoor, 4m) > 11.17", Outdoor, 240, (_, after) => ReferenceWindows.Deviation(after), value => value > 11.17),
    ];

    /// <summary>All rules as the file has them.</summary>
    public static string Yaml { get; } = string.Join('\n', All.Select(rule =>
        $"- {{ id: {rule.Id}, severity: low, title: {{ zh: 规则, en: Rule }}, {rule.Yaml.TrimStart('{', ' ')}"));

    private static double Share(ReferenceSample sample) => sample.Numbers[Flow] == 0 ? double.NaN : sample.Numbers[Makeup] / sample.Numbers[Flow];

    private static Func<ReferenceSample, double> Field(int index) => sample => sample.Numbers[index];

    private static ReferenceRule.Condition Is(Func<ReferenceSample, double> subject, Func<double, bool> test) =>
        (samples, at) => Test(subject(samples[at]), test);

    private static ReferenceRule Window(
        string id, string when, int field, int seconds, Func<(long Ms, double Value), List<(long Ms, double Value)>, double> result, Func<double, bool> test) =>
        new(id, $"{{ when: \"{when}\" }}", (samples, at) => Test(ReferenceWindows.Over(samples, at, Field(field), seconds * 1000L, GapMs, result), test));

    private static bool? Test(double value, Func<double, bool> test) => double.IsNaN(value) ? null : test(value);
}
