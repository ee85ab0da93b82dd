using System.Text.Json.Nodes;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.People;

namespace Telemetry.Readings.Tests.Inventory.Schema;

/// <summary>The published schemas say what the loader says.</summary>
public sealed class CitySchemaTests
{
    private static readonly SchemaChecker Systems = SchemaChecker.Of(CitySchema.OfSystemFiles());
    private static readonly SchemaChecker Cities = SchemaChecker.Of(CitySchema.OfCityFiles());
    private static readonly SchemaChecker Plans = SchemaChecker.Of(CitySchema.OfPlanFiles());

    [Theory]
    [InlineData("system.schema.json")]
    [InlineData("city.schema.json")]
    [InlineData("plan.schema.json")]
    [InlineData("people.schema.json")]
    public void Published_Schema_IsTheOneOfTheLoader(string name)
    {
        string path = Path.Combine(Repository.Root, "docs", "schema", name);
        string schema = name[..2] switch { "sy" => CitySchema.OfSystemFiles(), "ci" => CitySchema.OfCityFiles(), "pl" => CitySchema.OfPlanFiles(), _ => CitySchema.OfPeopleFile() };
        if (Environment.GetEnvironmentVariable("TELEMETRY_WRITE_DOCS") == "1")
            File.WriteAllText(path, schema);

        Assert.Equal(schema, File.ReadAllText(path));
    }

    [Fact]
    public void FullFiles_UseEveryKey_AndLoaderAndSchemaTakeThem()
    {
        CityLoadResult result = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", FullFiles.City), new("plans/air.yaml", FullFiles.Plans)]);
        JsonNode system = YamlAsJson.Parse(FullFiles.System)!, city = YamlAsJson.Parse(FullFiles.City)!, plans = YamlAsJson.Parse(FullFiles.Plans)!;
        var used = new HashSet<string>();
        Collect(system, used);
        Collect(city, used);
        Collect(plans, used);

        Assert.Equal("", string.Join('\n', result.Mistakes));
        Assert.Empty(Systems.Check(system));
        Assert.Empty(Cities.Check(city));
        Assert.Empty(Plans.Check(plans));
        Assert.Empty(SystemShapes.All.Concat(CityShapes.All).Concat(PlanShapes.All).SelectMany(shape => shape.Names).Except(used));
    }

    [Fact]
    public void FullPeople_UseEveryKey_AndLoaderAndSchemaTakeThem()
    {
        City city = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", FullFiles.City), new("plans/air.yaml", FullFiles.Plans)]).City!;
        JsonNode people = YamlAsJson.Parse(FullFiles.People)!;
        var used = new HashSet<string>();
        Collect(people, used);

        Assert.Empty(PeopleLoader.Parse("people.yaml", FullFiles.People, city).Mistakes);
        Assert.Empty(SchemaChecker.Of(CitySchema.OfPeopleFile()).Check(people));
        Assert.Empty(PeopleShapes.All.SelectMany(shape => shape.Names).Except(used));
    }

    [Fact]
    public void Seeds_EveryFile_IsTakenAndNamesItsSchema()
    {
        foreach ((string part, SchemaChecker schema) in new[] { ("systems", Systems), ("city", Cities) })
        {
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "seeds", part), "*.yaml"))
            {
                string text = File.ReadAllText(file);
                Assert.Empty(schema.Check(YamlAsJson.Parse(text)).Select(error => $"{file}: {error}"));
                Assert.StartsWith($"# yaml-language-server: $schema=../../docs/schema/{(part == "systems" ? "system" : "city")}.schema.json\n", text, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("interval: 60s", "intervall: 60s")]
    [InlineData("interval: 60s", "interval: 60 s")]
    [InlineData("system: air-quality", "system: Air")]
    [InlineData("title: { zh: 空气质量, en: Air quality }", "title: Air quality")]
    [InlineData("title: { zh: 空气质量, en: Air quality }", "title: { zh: 空气质量 }")]
    [InlineData("type: number,", "type: integer,")]
    [InlineData("physical: [0, 1000]", "physical: [0]")]
    [InlineData("physical: [0, 1000]", "physical: [0, x]")]
    [InlineData("resolution: 1,", "resolution: 0,")]
    [InlineData("pm25: { type", "PM25: { type")]
    [InlineData("default: 3,", "default: x,")]
    [InlineData("severity: medium", "severity: huge")]
    [InlineData("life-safety: false", "life-safety: no")]
    [InlineData("confirmation: second-person", "confirmation: two")]
    [InlineData("for: 10m", "fro: 10m")]
    [InlineData("id: dusty", "Id: dusty")]
    [InlineData("level: county, parent: liaocheng, title: { zh: 临清市", "level: shire, parent: liaocheng, title: { zh: 临清市")]
    [InlineData("position: [36.85, 115.71]", "position: [36.85]")]
    [InlineData("state: in-service", "state: in service")]
    [InlineData("id: air-01", "id: air_01")]
    [InlineData("parameters: { height: 12.5,", "parameters: { height: high,")]
    [InlineData("[75, 100],", "[75],")]
    [InlineData("upstream: air-02", "up: air-02")]
    [InlineData("outline: [[36.8, 115.7], ", "outline: [")]
    [InlineData("kind: station\n    site: square", "kind: station\n    place: square")]
    public void Mistake_OfShape_IsToldByBoth(string old, string changed)
    {
        (string system, string city) = (FullFiles.System.Replace(old, changed), FullFiles.City.Replace(old, changed));
        Assert.NotEqual((FullFiles.System, FullFiles.City), (system, city));

        Assert.NotEmpty(CityLoader.Load([new("systems/air.yaml", system), new("city/air.yaml", city)]).Mistakes);
        Assert.NotEmpty(Systems.Check(YamlAsJson.Parse(system)).Concat(Cities.Check(YamlAsJson.Parse(city))));
    }

    private static void Collect(JsonNode? node, HashSet<string> keys)
    {
        if (node is JsonObject mapping)
        {
            keys.UnionWith(mapping.Select(p => p.Key));
            foreach ((_, JsonNode? child) in mapping)
                Collect(child, keys);
        }

        foreach (JsonNode? item in node as JsonArray ?? [])
            Collect(item, keys);
    }
}
