using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Inventory.Schema;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>Parameters, tables, neighbours, groups, moves and templates, as they are loaded.</summary>
public sealed class CityInventoryTests
{
    private static readonly City City = Load();

    [Fact]
    public void Parameters_GivenOrNot_HaveTheirValue()
    {
        Device given = City.FindDevice("air-01")!, standard = City.FindDevice("air-02")!;

        Assert.Equal([12.5, 75], given.Parameters.ToArray());
        Assert.Equal((3, 75), (standard.Parameter("height"), standard.Parameter("limit")));
        Assert.Equal(double.NaN, given.Parameter("weight"));
        Assert.Equal(["height", "limit"], given.Kind.Parameters.Select(p => p.Name));
        Assert.Equal((0, 100, false, true), (given.Kind.Parameters[0].Minimum, given.Kind.Parameters[0].Maximum, given.Kind.Parameters[0].IsRequired, given.Kind.Parameters[1].IsRequired));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(35, 50)]
    [InlineData(55, 75)]
    [InlineData(1000, 500)]
    [InlineData(-0.1, double.NaN)]
    [InlineData(1000.1, double.NaN)]
    [InlineData(double.NaN, double.NaN)]
    public void Curve_BetweenItsPoints_IsStraight(double from, double to) => Assert.Equal(to, City.FindDevice("air-01")!.Curves[0].At(from), 9);

    [Fact]
    public void Template_DevicesAndSites_TakeThePlacesOfAListInTurn()
    {
        Assert.Equal(["linqing", "gaotang", "linqing", "gaotang"], Enumerable.Range(1, 4).Select(n => City.FindSite($"street-{n}")!.Area.Id));
        Assert.Equal("Street 3", City.FindSite("street-3")!.Title.En);
        Assert.Equal(
            ["street-1", "street-2", "street-3", "street-4", "street-1"],
            Enumerable.Range(2, 5).Select(n => City.FindDevice($"air-{n:00}")!.Site.Id));
        Assert.Equal(["linqing", "gaotang"], Enumerable.Range(2, 2).Select(n => City.FindDevice($"air-{n:00}")!.Area.Id));
    }

    [Fact]
    public void Site_Outline_IsKept() => Assert.Equal(
        [new GeoPoint(36.8, 115.7), new GeoPoint(36.9, 115.7), new GeoPoint(36.85, 115.8)], City.FindSite("square")!.Outline);

    [Fact]
    public void Neighbours_ToldOnOneSide_AreKnownOnBoth()
    {
        Assert.Equal(
            "Upstream air-02, Downstream air-03, Downstream air-04, Primary air-05, Secondary air-06",
            string.Join(", ", City.FindDevice("air-01")!.Neighbours.Select(n => $"{n.Relation} {n.Device}")));
        Assert.Equal(
            ["Downstream", "Upstream", "Upstream", "Secondary", "Primary"],
            Enumerable.Range(2, 5).Select(n => Assert.Single(City.FindDevice($"air-{n:00}")!.Neighbours).Relation.ToString()));
    }

    [Fact]
    public void Neighbours_ToldOnBothSides_AreThereOnce()
    {
        const string More = "system: air-quality, kind: station, site: square, parameters: { limit: 75 }, tables: { index_curve: [[0, 0], [1, 1]] }";
        City city = Load(FullFiles.City.Replace(
            "groups:\n",
            $"  - {{ id: air-07, {More}, neighbours: {{ upstream: air-08 }} }}\n  - {{ id: air-08, {More}, neighbours: {{ downstream: air-07 }} }}\ngroups:\n"));

        Assert.Equal("air-08", Assert.Single(city.FindDevice("air-07")!.Neighbours).Device.Id);
    }

    [Fact]
    public void Groups_OfIdsAndTemplates_HoldTheirDevices()
    {
        Assert.Equal(["air-01", "air-02", "air-03"], City.Groups.Single(group => group.Id == "windward").Devices.Select(d => d.Id));
        Assert.DoesNotContain(City.Groups, group => group.Id == "leeward");
    }

    [Theory]
    [InlineData("city/gaotang/air-quality/air-01/telemetry", TopicLookup.Found)]
    [InlineData("city/linqing/air-quality/air-01/telemetry", TopicLookup.Found)]
    [InlineData("city/liaocheng/air-quality/air-01/telemetry", TopicLookup.WrongArea)]
    [InlineData("city/gaotang/air-quality/air-02/telemetry", TopicLookup.WrongArea)]
    public void Move_FormerArea_IsAnAliasOfTheTopicAndNeverATag(string topic, TopicLookup expected)
    {
        var topics = new DeviceTopicTable(City, "city");

        Assert.Equal(expected, topics.Find(Encoding.UTF8.GetBytes(topic), out DeviceTopic found));
        Assert.Contains(",area=" + found.Device!.Area.Id + ",", Encoding.UTF8.GetString(found.Device.ReadingSeries.Span), StringComparison.Ordinal);
        Assert.Equal("city/gaotang/air-quality/air-01/command", topics.TopicOf(City.FindDevice("air-01")!, Channel.Command));
    }

    [Fact]
    public void Modes_WithRangesOfTheirOwn_FallBackToTheField()
    {
        DeviceKind kind = City.FindSystem("air-quality")!.Kinds[0];
        FieldProfile dust = kind.Readings.Find("pm25")!, index = kind.Readings.Find("aqi")!;

        Assert.Equal((0, 115), Assert.Single(kind.Modes).NormalOf(dust));
        Assert.Equal((double.NaN, double.NaN), kind.Modes[0].NormalOf(index));
        Assert.Equal((0, 75), Assert.Single(kind.Phases).NormalOf(dust));
    }

    [Fact]
    public void Command_ConfirmationAndInterlocks_AreKept()
    {
        CommandProfile command = City.FindSystem("air-quality")!.Kinds[0].FindCommand("purge")!;

        Assert.Equal(CommandConfirmation.SecondPerson, command.Confirmation);
        Interlock interlock = Assert.Single(command.Interlocks);
        Assert.Equal(("dirty", "pm25 > 500", "Too much dust"), (interlock.Id.Value, interlock.When.Value, interlock.Title.En));
    }

    [Fact]
    public void Field_ResolutionAndValues_AreKept()
    {
        DeviceKind kind = City.FindSystem("air-quality")!.Kinds[0];

        Assert.Equal((1, double.NaN), (kind.Readings.Find("pm25")!.Resolution, kind.Readings.Find("aqi")!.Resolution));
        Assert.Equal(["clean", "dirty"], kind.Readings.Find("filter")!.Values);
        Assert.Equal("pm25 - limit", kind.Readings.Find("above_limit")!.Derived!.Value);
    }

    [Fact]
    public void Units_Known_AreThereOnce()
    {
        Assert.Equal(FieldUnits.All.Count, FieldUnits.All.Select(u => u.Symbol).Distinct().Count());
        Assert.All(
            ["MPa", "kPa", "degC", "%", "t/h", "m3/h", "L", "m", "mm", "mm/s", "m3/s", "Hz", "A", "V", "kW", "kWh", "ppm", "lx", "mg/L", "s", "ms", "1"],
            symbol => Assert.Contains(FieldUnits.All, unit => unit.Symbol == symbol));
    }

    [Theory]
    [InlineData("MPa", "kPa", 0.3, 300)]
    [InlineData("degF", "degC", 212, 100)]
    [InlineData("mu", "m2", 3, 2000)]
    [InlineData("mm/min", "mm/h", 4, 240)]
    [InlineData("l/min", "m3/h", 1000, 60)]
    [InlineData("kg/h", "t/h", 500, 0.5)]
    [InlineData("kWh", "MJ", 1, 3.6)]
    public void Units_OfOneQuantity_AreConverted(string from, string to, double value, double expected)
    {
        FieldUnit source = FieldUnits.Find(Encoding.UTF8.GetBytes(from))!, target = FieldUnits.Find(Encoding.UTF8.GetBytes(to))!;

        Assert.Equal(source.Quantity, target.Quantity);
        Assert.Equal(expected, source.To(target, value), expected * 1e-12);
    }

    [Fact]
    public void Units_OfTheWire_AreNotForFields() => Assert.DoesNotContain(FieldUnits.All, unit => unit.Symbol is "l" or "Cel" or "mbar" or "/");

    private static City Load(string city = FullFiles.City)
    {
        CityLoadResult result = CityLoader.Load([new("systems/air.yaml", FullFiles.System), new("city/air.yaml", city)]);
        Assert.Equal("", string.Join('\n', result.Mistakes));
        return result.City!;
    }
}
