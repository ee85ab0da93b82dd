using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests;

/// <summary>A small city: two stations (s-1, s-2) and a commissioning one (s-3) at 30 s, a camera (cam-1) at 60 s.</summary>
internal static class TestCity
{
    public const string RuleFile = "systems/test.yaml";

    /// <summary>The line of the file on which the first rule of a station stands.</summary>
    public const int FirstRuleLine = 16;

    private const string Indentation = "      ";

    public static City Load(string stationRules = "", string cameraRules = "", string devices = Devices)
    {
        var result = CityLoader.Load([new CityFile(RuleFile, System(stationRules, cameraRules)), new CityFile("city/test.yaml", City + devices)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    public static RuleSet Compile(string stationRules = "", string cameraRules = "", string devices = Devices)
    {
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(Load(stationRules, cameraRules, devices), mistakes);
        Assert.Empty(mistakes);
        return rules;
    }

    /// <summary>Every mistake as <c>line:column message</c>, both counted in the text of the rules.</summary>
    public static IReadOnlyList<string> Mistakes(string stationRules = "", string cameraRules = "")
    {
        var mistakes = new List<Mistake>();
        RuleSet.Compile(Load(stationRules, cameraRules), mistakes);
        Assert.All(mistakes, mistake => Assert.Equal(RuleFile, mistake.File));
        return [.. mistakes.Select(mistake => $"{mistake.Line - FirstRuleLine + 1}:{mistake.Column - Indentation.Length} {mistake.Message}")];
    }

    public const string Devices = """
        devices:
          - { id: s-1, system: test, kind: station, site: here, title: { zh: 一, en: One } }
          - { id: s-2, system: test, kind: station, site: here, title: { zh: 二, en: Two }, interval: 60s }
          - { id: s-3, system: test, kind: station, site: here, title: { zh: 三, en: Three }, state: commissioning }
          - { id: cam-1, system: test, kind: camera, site: here, title: { zh: 摄像头, en: Camera } }

        """;

    private const string City = """
        areas:
          - { id: town, level: city, title: { zh: 镇, en: Town } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }

        """;

    private static string System(string stationRules, string cameraRules) => $$"""
        system: test
        title: { zh: 测试, en: Test }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fastest-interval: 10s
            fields:
              pressure: { unit: MPa, physical: [0, 2.5], title: { zh: 压力, en: Pressure } }
              flow: { unit: t/h, physical: [0, 500], title: { zh: 流量, en: Flow } }
              makeup_flow: { unit: t/h, physical: [0, 50], title: { zh: 补水, en: Make-up } }
              outdoor: { unit: degC, title: { zh: 室外, en: Outdoor } }
              running: { type: boolean, title: { zh: 运行, en: Running } }
              mode: { type: text, title: { zh: 模式, en: Mode } }
            rules:
        {{Indent(stationRules)}}
          camera:
            title: { zh: 摄像头, en: Camera }
            interval: 60s
            fields:
              battery: { unit: "%", physical: [0, 100], title: { zh: 电量, en: Battery } }
            events: [intrusion, in-water, cleared]
            event-fields:
              zone: { type: text, title: { zh: 区域, en: Zone } }
              confidence: { unit: "1", physical: [0, 1], title: { zh: 置信度, en: Confidence } }
              child: { type: boolean, title: { zh: 儿童, en: Child } }
              lane: { unit: "1", title: { zh: 道, en: Lane } }
            rules:
        {{Indent(cameraRules)}}
        """;

    private static string Indent(string rules) =>
        rules.Length == 0 ? Indentation + "[]" : string.Join('\n', rules.Trim('\n').Split('\n').Select(line => Indentation + line));
}
