using BenchmarkDotNet.Attributes;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Benchmarks;

/// <summary>One reading of one of 10,000 devices through its rules, calm: nothing is raised. Target: ten rules under 0.8 us, 0 bytes.</summary>
[MemoryDiagnoser]
public class RuleBenchmarks
{
    private const int Devices = 10_000;

    private const string TenThresholds = """
        - { id: r0, when: pressure < 0.3, clear: pressure >= 0.35, for: 15s, severity: high, title: { zh: 规, en: R } }
        - { id: r1, when: pressure > 1.8, deadband: 0.05, for: 30s, severity: high, title: { zh: 规, en: R } }
        - { id: r2, when: supply > 135, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r3, when: supply < 20, deadband: 2, for: 60s, severity: low, title: { zh: 规, en: R } }
        - { id: r4, when: return > 90, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r5, when: return < 10, deadband: 2, severity: low, title: { zh: 规, en: R } }
        - { id: r6, when: level < 0.5, deadband: 0.1, for: 60s, severity: medium, title: { zh: 规, en: R } }
        - { id: r7, when: level > 3.5, deadband: 0.1, for: 60s, severity: medium, title: { zh: 规, en: R } }
        - { id: r8, when: flow > 450, deadband: 10, for: 15s, severity: medium, title: { zh: 规, en: R } }
        - { id: r9, when: makeup > 20, deadband: 1, for: 15s, severity: medium, title: { zh: 规, en: R } }
        """;

    private const string Mixed = """
        - { id: r0, when: pressure < 0.3, clear: pressure >= 0.35, for: 15s, severity: high, title: { zh: 规, en: R } }
        - { id: r1, when: pressure > 1.8, deadband: 0.05, for: 30s, severity: high, title: { zh: 规, en: R } }
        - { id: r2, when: supply > 135, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r4, when: return > 90, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r6, when: level < 0.5, deadband: 0.1, for: 60s, severity: medium, title: { zh: 规, en: R } }
        - { id: r7, when: makeup / flow > 0.01, for: 30m, severity: medium, title: { zh: 规, en: R } }
        - { id: leak, when: "makeup / flow > 0.04 and delta(pressure, 5m) < -0.03", clear: makeup / flow < 0.01, for: 1m, severity: critical, title: { zh: 规, en: R } }
        - { id: drop, when: "delta(level, 5m) < -0.5", deadband: 0.1, severity: medium, title: { zh: 规, en: R } }
        - { id: mean, when: "avg(supply, 1h) > 120", deadband: 2, severity: medium, title: { zh: 规, en: R } }
        - { id: silent, absent: 3 intervals, severity: medium, title: { zh: 规, en: R } }
        """;

    private readonly List<Transition> _output = [];
    private readonly double[] _numbers = [0.82, 98.5, 52.1, 2.1, 310, 1.2];
    private RuleSet _rules = null!;
    private RuleEngine _engine = null!;
    private long _position;
    private long _nowMs = 1_763_700_000_000;
    private int _device;

    [Params("ten thresholds", "mixed")]
    public string Rules { get; set; } = "";

    [GlobalSetup]
    public void Load()
    {
        var city = CityLoader.Load([new CityFile("systems/bench.yaml", System(Rules == "mixed" ? Mixed : TenThresholds)), new CityFile("city/bench.yaml", City)]);
        if (!city.IsGood)
        {
            throw new InvalidOperationException(string.Join('\n', city.Mistakes));
        }

        var mistakes = new List<Mistake>();
        _rules = RuleSet.Compile(city.City, mistakes);
        _engine = new RuleEngine(_rules);
        for (int i = 0; i < Devices * 150; i++)
        {
            // Past the first hour, so that every window is full.
            Reading();
        }
    }

    [Benchmark]
    public void Reading()
    {
        if (++_device == Devices)
        {
            _device = 0;
            _nowMs += 30_000;
        }

        _numbers[0] = 0.8 + (_device % 16 * 0.01);
        _engine.Process(
            new Sample { Position = _position++, Device = _rules.City.Devices[_device], TimestampMs = _nowMs, ReceivedAtMs = _nowMs, Numbers = _numbers },
            _output);
    }

    [Benchmark]
    public void TickOverAllDevices() => _engine.Tick(_position, _nowMs, true, _output);

    [Benchmark]
    public void SaveAll() => _engine.Save(Stream.Null);

    private const string City = """
        areas: [{ id: town, level: city, title: { zh: 镇, en: Town } }]
        sites: [{ id: here, area: town, title: { zh: 这里, en: Here } }]
        devices: [{ id: "s-{0000..9999}", system: bench, kind: station, site: here }]
        """;

    private static string System(string rules) => $$"""
        system: bench
        title: { zh: 测, en: Bench }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fastest-interval: 15s
            fields:
              pressure: { unit: MPa, title: { zh: 压, en: P } }
              supply: { unit: degC, title: { zh: 供, en: S } }
              return: { unit: degC, title: { zh: 回, en: R } }
              level: { unit: m, title: { zh: 位, en: L } }
              flow: { unit: t/h, title: { zh: 流, en: F } }
              makeup: { unit: t/h, title: { zh: 补, en: M } }
            rules:
        {{string.Join('\n', rules.Split('\n').Select(line => "      " + line))}}
        """;
}
