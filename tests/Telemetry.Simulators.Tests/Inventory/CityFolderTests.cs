using Telemetry.Simulators.Inventory;
using Telemetry.Simulators.Tests.Support;
using Telemetry.Testing;

namespace Telemetry.Simulators.Tests.Inventory;

public sealed class CityFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public CityFolderTests()
    {
        Directory.CreateDirectory(_folder["systems"]);
        Directory.CreateDirectory(_folder["city"]);
        File.WriteAllText(Path.Combine(_folder["systems"], "heating.yaml"), "system: heating\nkinds:\n  station:\n    interval: 30s\n    fields: { x: { unit: MPa } }\n");
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Seeds_HasTheWholeCity()
    {
        IReadOnlyList<SimulatedDevice> devices = CityFolder.Read(SeedsFolder.Path);
        Assert.Equal(60, devices.Count(d => d is { System: "heating", Kind: "station" }));
        Assert.Equal(33, devices.Count(d => d is { System: "water-safety", Kind: "camera" }));
        Assert.Equal(103, devices.Count(d => d is { System: "cabin", Kind: "cabin" }));
        SimulatedDevice camera = devices.Single(d => d.Id == "cam-09");
        Assert.Equal("city/daiwan/water-safety/cam-09", camera.TopicPrefix("city"));
        Assert.Equal(TimeSpan.FromSeconds(60), camera.Interval);
        Assert.Equal(TimeSpan.FromSeconds(30), devices.Single(d => d.Id == "hs-0007").Interval);
    }

    [Fact]
    public void Read_SeveralFiles_SitesAreFoundAcrossThem()
    {
        City("b.yaml", "devices:\n  - { id: hs-0001, system: heating, kind: station, site: s1 }\n");
        City("c.yaml", "sites:\n  - { id: s1, area: linqing }\n");
        SimulatedDevice device = Assert.Single(CityFolder.Read(_folder.Path));
        Assert.Equal("linqing", device.Area);
    }

    [Fact]
    public void Read_Template_StandsForItsDevices()
    {
        City("a.yaml", "sites: [{ id: bench, area: linqing }]\ndevices:\n  - { id: \"hs-{0000..0999}\", system: heating, kind: station, site: bench, interval: 5s }\n");
        IReadOnlyList<SimulatedDevice> devices = CityFolder.Read(_folder.Path);
        Assert.Equal(1000, devices.Count);
        Assert.Equal(new SimulatedDevice("hs-0999", "heating", "station", "linqing", TimeSpan.FromSeconds(5)) { Site = devices[^1].Site }, devices[^1]);
    }

    [Fact]
    public void Read_SitesOfATemplate_AreTakenInTurn()
    {
        City("a.yaml", "sites: [{ id: \"s-{1..3}\", area: [linqing, gaotang] }, { id: other, area: yanggu }]\ndevices:\n  - { id: \"hs-{1..6}\", system: heating, kind: station, site: [\"s-{1..3}\", other] }\n");

        Assert.Equal(
            ["linqing", "gaotang", "linqing", "yanggu", "linqing", "gaotang"],
            CityFolder.Read(_folder.Path).Select(device => device.Area));
    }

    [Fact]
    public void Read_SiteThatIsNotThere_IsNamed()
    {
        City("a.yaml", "sites: [{ id: \"s-{1..3}\", area: linqing }]\ndevices:\n  - { id: hs-1, system: heating, kind: station, site: s-4 }\n");

        CityFolderException error = Assert.Throws<CityFolderException>(() => CityFolder.Read(_folder.Path));

        Assert.Contains("device 'hs-1': site 's-4' is unknown", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("in-service", 1)]
    [InlineData("commissioning", 1)]
    [InlineData("planned", 0)]
    [InlineData("retired", 0)]
    public void Read_State_OnlyThoseThatExistSpeak(string state, int count)
    {
        City("a.yaml", $"devices:\n  - {{ id: hs-0001, system: heating, kind: station, area: linqing, state: {state} }}\n");
        Assert.Equal(count, CityFolder.Read(_folder.Path).Count);
    }

    [Fact]
    public void Read_ManyMistakes_AllAreReportedWithTheirPlace()
    {
        City("a.yaml", """
            sites: [{ id: s1, area: linqing }, { id: s2 }]
            devices:
              - { id: hs-0001, system: heating, kind: station, site: nowhere }
              - { id: hs-0002, system: heating, kind: boiler, site: s1 }
              - { id: hs-0003, system: heating, kind: station, site: s1, interval: soon }
              - { id: "hs-{9..1}", system: heating, kind: station, site: s1 }
              - { id: hs-0005, system: heating, kind: station, site: s1 }
              - { id: hs-0005, system: heating, kind: station, site: s1 }
              - hs-0006
            """);
        var thrown = Assert.Throws<CityFolderException>(() => CityFolder.Read(_folder.Path));
        string file = Path.Combine(_folder["city"], "a.yaml");
        Assert.Equal(7, thrown.Mistakes.Count);
        Assert.Contains(thrown.Mistakes, m => m.StartsWith($"{file}:3:5: device 'hs-0001': site 'nowhere'", StringComparison.Ordinal));
        Assert.Contains(thrown.Mistakes, m => m.Contains("kind 'boiler'", StringComparison.Ordinal));
        Assert.Contains(thrown.Mistakes, m => m.Contains("'soon' is not an interval", StringComparison.Ordinal));
        Assert.Contains(thrown.Mistakes, m => m.Contains("hs-{9..1}", StringComparison.Ordinal));
        Assert.Contains(thrown.Mistakes, m => m.StartsWith($"{file}:8:5: device 'hs-0005' is there twice", StringComparison.Ordinal));
        Assert.Contains(thrown.Mistakes, m => m.Contains("an entry of 'devices' must be a mapping", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("devices:\n  - { id: hs-0001\n  - oops: [\n", 2)]
    [InlineData("devices:\n  - { id: \"hs-0001 }\n", 2)]
    [InlineData("devices: [\n", 2)]
    [InlineData("- a list\n", 1)]
    public void Read_BrokenYaml_NamesThePlace(string text, int line)
    {
        City("a.yaml", text);
        var thrown = Assert.Throws<CityFolderException>(() => CityFolder.Read(_folder.Path));
        Assert.Contains($"a.yaml:{line}:", Assert.Single(thrown.Mistakes), StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoFolder_SaysWhatIsNeeded()
    {
        var thrown = Assert.Throws<CityFolderException>(() => CityFolder.Read(_folder["missing"]));
        Assert.Contains("no such folder; --city needs", thrown.Mistakes[0], StringComparison.Ordinal);
    }

    private void City(string name, string text) => File.WriteAllText(Path.Combine(_folder["city"], name), text);
}
