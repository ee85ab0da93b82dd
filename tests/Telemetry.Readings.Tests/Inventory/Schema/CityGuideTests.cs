using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;

namespace Telemetry.Readings.Tests.Inventory.Schema;

/// <summary>docs/city.md shows files that are right.</summary>
public sealed class CityGuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(Repository.Root, "docs", "city.md"));

    [Fact]
    public void Guide_SystemFile_Loads() => Assert.Empty(
        CityLoader.Load([new("systems/guide.yaml", Block(0))]).Mistakes);

    [Fact]
    public void Guide_CityFile_IsOfTheRightShape() => Assert.Empty(
        SchemaChecker.Of(CitySchema.OfCityFiles()).Check(YamlAsJson.Parse(Block(1))));

    [Fact]
    public void Guide_PlanFile_IsOfTheRightShape() => Assert.Empty(
        SchemaChecker.Of(CitySchema.OfPlanFiles()).Check(YamlAsJson.Parse(Block(4))));

    [Fact]
    public void Guide_DutiesAndLadders_AreOfTheRightShape() => Assert.Empty(
        SchemaChecker.Of(CitySchema.OfCityFiles()).Check(YamlAsJson.Parse(Block(2))));

    [Fact]
    public void Guide_People_AreOfTheRightShapeAndTakenBySeeds()
    {
        City seeds = CityLoader.Load(Path.Combine(Repository.Root, "seeds")).City!;

        Assert.Empty(SchemaChecker.Of(CitySchema.OfPeopleFile()).Check(YamlAsJson.Parse(Block(3))));
        Assert.Empty(PeopleLoader.Parse("people.yaml", Block(3), seeds).Mistakes);
    }

    [Fact]
    public void Guide_Units_AreAllListedUnderTheirQuantity() => Assert.All(
        FieldUnits.All.GroupBy(unit => unit.Quantity),
        group => Assert.Contains($"| {group.Key} | {string.Join(' ', group.Select(unit => $"`{unit.Symbol}`"))} |\n", Guide, StringComparison.Ordinal));

    private static string Block(int number) => Guide.Split("```yaml\n")[number + 1].Split("```")[0];
}
