using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Inputs;

/// <summary>A county with a town in it; stations s-1 and s-2 (modes, phases) and a meter m-1 at site here in the town, s-3 at site there in the county.</summary>
internal static class InputCity
{
    /// <summary>2026-11-01T00:00:00Z.</summary>
    public const long Now = 1_793_491_200_000;

    public const long Hour = 3_600_000;

    public static readonly City Default = Load();

    public static Device Device(string id) => Default.FindDevice(id) ?? throw new ArgumentException(id);

    public static InputRecord Record(InputKind kind, InputScope scope, long fromMs = Now, long untilMs = long.MaxValue) => new()
    {
        Kind = kind,
        Scope = scope,
        Principal = "wang",
        GivenAtMs = Now,
        FromMs = fromMs,
        UntilMs = untilMs,
    };

    public static InputRecord Flag(InputKind kind, InputScope scope, bool value = true, long fromMs = Now, long untilMs = long.MaxValue) =>
        Record(kind, scope, fromMs, untilMs) with { Number = value ? 1 : 0 };

    public static InputRecord Mode(string mode, InputScope scope, long fromMs = Now, long untilMs = long.MaxValue) =>
        Record(InputKind.Mode, scope, fromMs, untilMs) with { Text = mode };

    public static void Apply(this InputState state, InputRecord record) => Assert.True(state.TryApply(record, out string? refusal), refusal);

    /// <summary>What a checkpoint gives back, in a city of the same devices or of others.</summary>
    public static InputState Reloaded(this InputState state, City? city = null)
    {
        using var kept = new MemoryStream();
        using (var writer = new BinaryWriter(kept, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            state.Save(writer);
        }

        kept.Position = 0;
        var loaded = new InputState(city ?? Default);
        using var reader = new BinaryReader(kept);
        loaded.Load(reader);
        Assert.Equal(kept.Length, kept.Position);
        return loaded;
    }

    public static City Load(string more = "")
    {
        var result = CityLoader.Load([new CityFile("systems/heating.yaml", Heating), new CityFile("systems/water.yaml", Water), new CityFile("city/city.yaml", Places + more)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    private const string Heating = """
        system: heating
        title: { zh: 供热, en: Heating }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              pressure: { unit: MPa, physical: [0, 2.5], title: { zh: 压力, en: Pressure } }
              running: { type: boolean, title: { zh: 运行, en: Running } }
            modes:
              heating: { title: { zh: 供热, en: Heating } }
              cold-run: { title: { zh: 冷态, en: Cold run } }
            phases:
              filling: { title: { zh: 注水, en: Filling } }
        """;

    private const string Water = """
        system: water
        title: { zh: 水, en: Water }
        kinds:
          meter:
            title: { zh: 水表, en: Meter }
            interval: 1h
            fields:
              flow: { unit: m3/h, physical: [0, 10], title: { zh: 流量, en: Flow } }
        """;

    private const string Places = """
        areas:
          - { id: shire, level: city, title: { zh: 市, en: City } }
          - { id: town, level: town, parent: shire, title: { zh: 镇, en: Town } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }
          - { id: there, area: shire, title: { zh: 那里, en: There } }
        devices:
          - { id: s-1, system: heating, kind: station, site: here, title: { zh: 一, en: One } }
          - { id: s-2, system: heating, kind: station, site: here, title: { zh: 二, en: Two } }
          - { id: s-3, system: heating, kind: station, site: there, title: { zh: 三, en: Three } }
          - { id: m-1, system: water, kind: meter, site: here, title: { zh: 表, en: Meter } }

        """;
}
