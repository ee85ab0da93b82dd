using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Tests.Harness;

/// <summary>A small city of two systems: stations hs-1, hs-2 (gateway of hs-3) and the retired hs-9; cameras cam-1 and cam-2.</summary>
internal static class TestCity
{
    public const string Station = "city/town/heating/hs-1";
    public const string Camera = "city/town/water-safety/cam-1";

    public const string Heating = """
        system: heating
        title: { zh: 供热, en: Heating }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              pressure: { unit: MPa, physical: [0, 2.5], title: { zh: 压力, en: Pressure } }
              flow: { unit: t/h, title: { zh: 流量, en: Flow } }
              running: { type: boolean, title: { zh: 运行, en: Running } }
              mode: { type: text, title: { zh: 模式, en: Mode } }
            rules:
              - id: low
                when: pressure < 0.3
                clear: pressure >= 0.35
                for: 15s
                severity: high
                title: { zh: 压力低, en: Pressure low }
                advice: { zh: 查补水, en: Look at the make-up }
            fastest-interval: 15s
            modes:
              heating: { title: { zh: 供热, en: Heating } }
              cold-run: { title: { zh: 冷态, en: Cold run } }
        """;

    public const string WaterSafety = """
        system: water-safety
        title: { zh: 防溺水, en: Water safety }
        kinds:
          camera:
            title: { zh: 摄像头, en: Camera }
            interval: 60s
            fields:
              battery: { unit: "%", physical: [0, 100], title: { zh: 电量, en: Battery } }
            events: [intrusion, cleared]
            event-fields:
              zone: { type: text, title: { zh: 区域, en: Zone } }
              confidence: { unit: "1", physical: [0, 1], title: { zh: 置信度, en: Confidence } }
            commands:
              voice:
                title: { zh: 喊话, en: Speak }
                ttl: 30s
                args: { text: { type: text }, volume: { unit: "%" }, repeat: { type: boolean } }
            rules:
              - id: person
                event: [intrusion]
                where: confidence >= 0.6
                merge: zone within 60s
                clear-event: cleared
                clear-after: 10m
                severity: high
                life-safety: true
                command: { name: voice, args: { text: "危险水域,请勿靠近!", volume: 80, repeat: true }, ttl: 30s }
                title: { zh: 有人, en: Person }
        """;

    public const string Places = """
        areas:
          - { id: town, level: city, title: { zh: 镇, en: Town } }
          - { id: village, level: village, parent: town, title: { zh: 村, en: Village } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }
        devices:
          - { id: hs-1, system: heating, kind: station, site: here, title: { zh: 一, en: One } }
          - { id: hs-2, system: heating, kind: station, site: here, title: { zh: 二, en: Two }, children: [hs-3] }
          - { id: hs-3, system: heating, kind: station, site: here, title: { zh: 三, en: Three } }
          - { id: hs-9, system: heating, kind: station, site: here, title: { zh: 九, en: Nine }, state: retired }
          - { id: cam-1, system: water-safety, kind: camera, site: here, title: { zh: 摄像头一, en: Camera one } }
          - { id: cam-2, system: water-safety, kind: camera, site: here, title: { zh: 摄像头二, en: Camera two } }
        """;

    public static City Load(string places = Places, string heating = Heating)
    {
        CityLoadResult result = CityLoader.Load(
            [new CityFile("systems/heating.yaml", heating), new CityFile("systems/water-safety.yaml", WaterSafety), new CityFile("city/town.yaml", places)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    public static RuleSet Compile(City city)
    {
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(city, mistakes);
        Assert.Empty(mistakes);
        return rules;
    }

    /// <summary>Writes the city as a folder; texts of the heating system can be replaced to make it wrong.</summary>
    public static string Write(string folder, string old = "", string changed = "")
    {
        string heating = old.Length == 0 ? Heating : Heating.Replace(old, changed, StringComparison.Ordinal);
        Directory.CreateDirectory(Path.Combine(folder, "systems"));
        Directory.CreateDirectory(Path.Combine(folder, "city"));
        File.WriteAllText(Path.Combine(folder, "systems", "heating.yaml"), heating);
        File.WriteAllText(Path.Combine(folder, "systems", "water-safety.yaml"), WaterSafety);
        File.WriteAllText(Path.Combine(folder, "city", "town.yaml"), Places);
        return folder;
    }
}
