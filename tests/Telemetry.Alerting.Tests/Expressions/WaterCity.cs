using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Expressions;

/// <summary>
/// Gates g-1..g-4 in one county (g-4 planned) and g-9 in another, a reservoir and two cameras. g-1 has the reservoir upstream and
/// both cameras downstream; g-9 has nothing near it.
/// </summary>
internal static class WaterCity
{
    private const string System = """
        system: test
        title: { zh: 测试, en: Test }
        kinds:
          gate:
            title: { zh: 闸, en: Gate }
            interval: 60s
            parameters:
              greatest: { unit: mm, range: [0, 3000], default: 2000, title: { zh: 大, en: Greatest } }
            fields:
              opening: { unit: mm, physical: [0, 3000], title: { zh: 开度, en: Opening } }
              level: { unit: m, physical: [0, 60], title: { zh: 水位, en: Level } }
              local: { type: boolean, title: { zh: 现地, en: Local } }
              phase: { type: text, title: { zh: 相, en: Phase } }
            modes: { flood: { title: { zh: 汛, en: Flood } }, irrigation: { title: { zh: 灌, en: Irrigation } } }
            commands:
              move:
                title: { zh: 启闭, en: Move }
                ttl: 30s
                interlocks: [INTERLOCK]
            rules: [RULE]
          reservoir:
            title: { zh: 库, en: Reservoir }
            interval: 60s
            fields:
              level: { unit: m, physical: [0, 200], title: { zh: 水位, en: Level } }
              spilling: { type: boolean, title: { zh: 溢, en: Spilling } }
              note: { type: text, title: { zh: 注, en: Note } }
            rules: []
          camera:
            title: { zh: 摄像头, en: Camera }
            interval: 60s
            fields:
              battery: { unit: "%", physical: [0, 100], title: { zh: 电量, en: Battery } }
            events: [intrusion]
            rules:
              - { id: person, event: intrusion, clear-after: 5m, severity: high, title: { zh: 人, en: Person } }
        """;

    private const string Places = """
        areas:
          - { id: whole, level: city, title: { zh: 市, en: City } }
          - { id: north, level: county, parent: whole, title: { zh: 北, en: North } }
          - { id: town, level: town, parent: north, title: { zh: 镇, en: Town } }
          - { id: south, level: county, parent: whole, title: { zh: 南, en: South } }
        sites:
          - { id: here, area: north, title: { zh: 这, en: Here } }
          - { id: near, area: town, title: { zh: 近, en: Near } }
          - { id: far, area: south, title: { zh: 远, en: Far } }
        devices:
          - { id: g-1, system: test, kind: gate, site: here, neighbours: { upstream: rsv, downstream: [cam-1, cam-2] } }
          - { id: g-2, system: test, kind: gate, site: here, parameters: { greatest: 500 } }
          - { id: g-3, system: test, kind: gate, site: near }
          - { id: g-4, system: test, kind: gate, site: here, state: planned }
          - { id: rsv, system: test, kind: reservoir, site: near }
          - { id: cam-1, system: test, kind: camera, site: near }
          - { id: cam-2, system: test, kind: camera, site: here }

        """;

    public static City Load(string rule = "", string interlock = "", string places = "", string plans = "")
    {
        var result = CityLoader.Load(
        [
            new CityFile("systems/test.yaml", System.Replace("RULE", rule, StringComparison.Ordinal).Replace("INTERLOCK", interlock, StringComparison.Ordinal)),
            new CityFile("city/test.yaml", Places + places),
            .. plans.Length > 0 ? [new CityFile("plans/test.yaml", plans)] : (CityFile[])[],
        ]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    public static Names Names(City city, List<Window>? windows = null)
    {
        var kind = city.FindSystem("test")!.FindKind("gate")!;
        return new Names(kind, kind.Readings, windows, new Neighbourhood(city));
    }
}
