using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Codecs;

/// <summary>One device <c>d-1</c> of a kind with a field of each type, and whatever else a test writes about the kind.</summary>
internal static class PlainCity
{
    private const string City = """
        areas:
          - { id: town, level: city, title: { zh: 镇, en: Town } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }
        devices:
          - { id: d-1, system: air, kind: probe, site: here }
          - { id: d-2, system: air, kind: probe, site: here }
        """;

    private const string Fields = """
              number: { unit: "1", title: { zh: 数, en: Number } }
              level: { unit: m, physical: [-10, 100], title: { zh: 水位, en: Level } }
              pressure: { unit: MPa, title: { zh: 压力, en: Pressure } }
              temperature: { unit: degC, title: { zh: 温度, en: Temperature } }
              humidity: { unit: "%", title: { zh: 湿度, en: Humidity } }
              energy: { unit: kWh, title: { zh: 电量, en: Energy } }
              flow_sum: { unit: m3, title: { zh: 水量, en: Volume } }
              flow: { unit: m3/h, title: { zh: 流量, en: Flow } }
              odd: { unit: furlong, title: { zh: 怪, en: Odd } }
              flag: { type: boolean, title: { zh: 开关, en: Flag } }
              text: { type: text, title: { zh: 文本, en: Text } }
        """;

    public const int FirstKindLine = 9;

    /// <summary>The system's file; what is about the kind stands from line <see cref="FirstKindLine"/> on.</summary>
    public static string System(string kind, string fields = Fields, string interval = "30s") => $$"""
        system: air
        title: { zh: 空气, en: Air }
        kinds:
          probe:
            title: { zh: 探头, en: Probe }
            interval: {{interval}}
            events: [alarm, cleared]
            event-fields: { zone: { type: text, title: { zh: 区, en: Zone } }, sure: { unit: "1", title: { zh: 把握, en: Sure } } }
        {{kind}}
            fields:
        {{fields}}
        units: [furlong]
        """;

    public static CityLoadResult Load(string kind, string fields = Fields, string interval = "30s") =>
        CityLoader.Load([new CityFile("systems/air.yaml", System(kind, fields, interval)), new CityFile("city/town.yaml", City)]);

    public static City Good(string kind = "    # nothing more", string fields = Fields, string interval = "30s")
    {
        CityLoadResult result = Load(kind, fields, interval);
        Assert.Equal("", string.Join('\n', result.Mistakes));
        return result.City!;
    }
}
