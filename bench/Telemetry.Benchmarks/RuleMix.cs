using System.Globalization;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Benchmarks;

/// <summary>The mix of rules that speed and memory are measured with: ten on one reading of a device.</summary>
internal static class RuleMix
{
    public const string Rules = """
        - { id: r0, when: pressure < 0.3, clear: pressure >= 0.35, for: 15s, severity: high, title: { zh: 规, en: R } }
        - { id: r1, when: pressure > 1.8, deadband: 0.05, for: 30s, severity: high, title: { zh: 规, en: R } }
        - { id: r2, when: supply > 135, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r4, when: return > 90, deadband: 2, for: 60s, severity: high, title: { zh: 规, en: R } }
        - { id: r6, when: level < 0.5, deadband: 0.1, for: 60s, severity: medium, title: { zh: 规, en: R } }
        - { id: fall, when: "delta(pressure, 5m) < -0.3", deadband: 0.1, severity: critical, title: { zh: 规, en: R } }
        - { id: drop, when: "delta(level, 5m) < -0.5", deadband: 0.1, severity: medium, title: { zh: 规, en: R } }
        - { id: mean, when: "avg(supply, 1h) > 120", deadband: 2, severity: medium, title: { zh: 规, en: R } }
        - { id: daily, when: "sum(makeup, 24h) > 1000000", deadband: 2, severity: medium, title: { zh: 规, en: R } }
        - { id: silent, absent: 3 intervals, severity: medium, title: { zh: 规, en: R } }
        """;

    /// <summary>A city of that many stations with these rules.</summary>
    /// <param name="devices">A power of ten.</param>
    public static RuleSet Compile(string rules, int devices, string interval)
    {
        string last = (devices - 1).ToString(CultureInfo.InvariantCulture);
        string city = $$"""
            areas: [{ id: town, level: city, title: { zh: 镇, en: Town } }]
            sites: [{ id: here, area: town, title: { zh: 这里, en: Here } }]
            devices: [{ id: "s-{{{new string('0', last.Length)}}..{{last}}}", system: bench, kind: station, site: here, interval: {{interval}} }]
            """;
        var loaded = CityLoader.Load([new CityFile("systems/bench.yaml", System(rules)), new CityFile("city/bench.yaml", city)]);
        var mistakes = new List<Mistake>();
        return loaded.IsGood ? RuleSet.Compile(loaded.City, mistakes) : throw new InvalidOperationException(string.Join('\n', loaded.Mistakes));
    }

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
