using BenchmarkDotNet.Attributes;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

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
        _rules = RuleMix.Compile(Rules == "mixed" ? RuleMix.Rules : TenThresholds, Devices, "30s");
        _engine = new RuleEngine(_rules);
        while (_nowMs < 1_763_700_000_000 + (Rules == "mixed" ? 25 * 3_600_000 : 3_600_000))
        {
            // Every window is full then; as far apart as can be without a gap.
            Reading(80_000);
        }
    }

    [Benchmark]
    public void Reading() => Reading(30_000);

    [Benchmark]
    public void TickOverAllDevices() => _engine.Tick(_position, _nowMs, true, _output);

    [Benchmark]
    public void SaveAll() => _engine.Save(Stream.Null);

    private void Reading(long stepMs)
    {
        if (++_device == Devices)
        {
            _device = 0;
            _nowMs += stepMs;
        }

        _numbers[0] = 0.8 + (_device % 16 * 0.01);
        _engine.Process(
            new Sample { Position = _position++, Device = _rules.City.Devices[_device], TimestampMs = _nowMs, ReceivedAtMs = _nowMs, Numbers = _numbers },
            _output);
    }
}
