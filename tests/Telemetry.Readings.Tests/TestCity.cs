using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests;

/// <summary>A small city that is right, to be changed by tests that want it wrong.</summary>
internal static class TestCity
{
    public const string System = """
        system: water-safety
        title: { zh: 防溺水, en: Drowning prevention }
        kinds:
          camera:
            title: { zh: 摄像头, en: Camera }
            interval: 60s
            fields:
              temperature: { unit: degC, physical: [-40, 85], normal: [-20, 60], title: { zh: 温度, en: Temperature } }
              voltage: { unit: V, physical: [0, .inf], title: { zh: 电压, en: Voltage } }
              armed: { type: boolean, title: { zh: 布防, en: Armed } }
              mode: { type: text, title: { zh: 模式, en: Mode } }
            events: [intrusion, loitering, in-water, cleared]
            event-fields:
              zone: { type: text, title: { zh: 区域, en: Zone } }
              confidence: { unit: "1", physical: [0, 1], title: { zh: 置信度, en: Confidence } }
            commands:
              voice:
                title: { zh: 喊话, en: Voice }
                ttl: 30s
                args: { text: { type: text }, volume: { unit: "%", physical: [0, 100] }, repeat: { type: boolean } }
            rules:
              - id: hot
                when: temperature > 60
                clear: temperature < 55
                for: 15s
                severity: medium
                title: { zh: 过热, en: Too hot }
                advice: { zh: 检查, en: Look }
              - id: silent
                absent: 3 intervals
                severity: medium
                escalation: cameras
                title: { zh: 失联, en: Silent }
              - id: person-in-zone
                event: [intrusion, loitering]
                where: confidence >= 0.6
                merge: zone within 60s
                clear-event: cleared
                clear-after: 10m
                severity: high
                life-safety: true
                command: { name: voice, args: { text: "危险水域,请勿靠近!", volume: 80, repeat: true } }
                title: { zh: 有人, en: Person }
        """;

    public const string City = """
        areas:
          - { id: liaocheng, level: city, title: { zh: 聊城市, en: Liaocheng } }
          - { id: linqing, level: county, parent: liaocheng, title: { zh: 临清市, en: Linqing } }
          - { id: daiwan, level: town, parent: linqing, title: { zh: 戴湾镇, en: Daiwan } }
        sites:
          - { id: pond-1, area: daiwan, title: { zh: 水塘, en: Pond }, position: [36.85, 115.71] }
        devices:
          - { id: cam-01, system: water-safety, kind: camera, site: pond-1, title: { zh: 一号, en: One } }
          - { id: cam-02, system: water-safety, kind: camera, site: pond-1, area: linqing, state: commissioning, interval: 5m }
          - { id: "tpl-{08..11}", system: water-safety, kind: camera, site: pond-1, title: { zh: "{n}号", en: "No {n}" } }
          - { id: gw-1, system: water-safety, kind: camera, site: pond-1, children: [cam-01, "tpl-{08..09}"] }
        duties:
          - { id: cadre, area: daiwan, systems: [water-safety], role: { zh: 村干部, en: Village cadre } }
        """;

    public const string SystemPath = "systems/water-safety.yaml";
    public const string CityPath = "city/daiwan.yaml";

    public static CityLoadResult Load(string system = System, string city = City) =>
        CityLoader.Load([new CityFile(SystemPath, system), new CityFile(CityPath, city)]);

    public static City Good(string system = System, string city = City)
    {
        CityLoadResult result = Load(system, city);
        Assert.Equal("", string.Join('\n', result.Mistakes));
        return result.City!;
    }

    /// <summary>Loads the city with one text of one file replaced; where a mistake is expected, the new text has a §.</summary>
    public static (IReadOnlyList<Mistake> Mistakes, string Place) LoadChanged(string old, string changed)
    {
        bool isSystem = System.Contains(old, StringComparison.Ordinal);
        string text = isSystem ? System : City;
        int at = text.IndexOf(old, StringComparison.Ordinal);
        Assert.True(at >= 0, $"The test city has no '{old}'.");
        text = text.Remove(at, old.Length).Insert(at, changed);
        int mark = text.IndexOf('§');
        string place = "";
        if (mark >= 0)
        {
            int line = text[..mark].Count(c => c == '\n') + 1;
            int column = mark - text.LastIndexOf('\n', mark);
            place = $"{(isSystem ? SystemPath : CityPath)}:{line}:{column}: ";
            text = text.Replace("§", "");
        }

        return ((isSystem ? Load(system: text) : Load(city: text)).Mistakes, place);
    }
}
