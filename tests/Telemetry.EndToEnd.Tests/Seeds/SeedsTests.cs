using Telemetry.Alerting.Rules;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Readings.Inventory;

namespace Telemetry.EndToEnd.Tests.Seeds;

/// <summary>The city that is shipped: it loads without a mistake, and what others rely on stays as it is.</summary>
public sealed class SeedsTests
{
    [Theory]
    [InlineData("seeds")]
    [InlineData("bench/city")]
    public void Load_ShippedCity_HasNoMistake(string folder)
    {
        City city = Load(folder);
        var mistakes = new List<Mistake>();

        RuleSet.Compile(city, mistakes);

        Assert.Empty(mistakes);
    }

    [Theory]
    [InlineData("heating", 60, "hs-0001", "hs-0060")]
    [InlineData("water-safety", 33, "cam-01", "cam-33")]
    [InlineData("cabin", 103, "cabin-001", "cabin-103")]
    [InlineData("water-meter", 60, "wm-0001", "wm-0060")]
    [InlineData("reservoir", 3, "rsv-xinzhou", "rsv-dianzi")]
    [InlineData("river", 224, "gauge-001", "slope-08")]
    [InlineData("sluice", 3, "gate-liquan", "gate-weishan")]
    [InlineData("elevator", 37602, "lift-00001", "lift-37602")]
    [InlineData("motor", 12, "motor-01", "motor-12")]
    [InlineData("closed-line", 2431, "line-01", "set-2411")]
    [InlineData("fishery-pv", 120, "pond-01", "pv-100")]
    [InlineData("charging", 1060, "car-001", "ebike-900")]
    public void Devices_OfASystem_AreAsManyAsPromised(string system, int count, string first, string last)
    {
        City city = Load("seeds");

        Assert.Equal(count, city.Devices.Count(device => device.Kind.System.Id == system));
        Assert.Equal(system, city.FindDevice(first)?.Kind.System.Id);
        Assert.Equal(system, city.FindDevice(last)?.Kind.System.Id);
    }

    [Fact]
    public void Bench_LoadRuns_FindAThousandStationsInLinqing()
    {
        City city = Load("bench/city");

        Assert.Equal(1000, city.Devices.Count);
        Assert.All(["hs-0000", "hs-0999"], id => Assert.Equal("linqing", city.FindDevice(id)?.Area.Id));
    }

    [Fact]
    public void Areas_FirstDevices_StandWhereTheGuidesSay()
    {
        City city = Load("seeds");

        Assert.All(Enumerable.Range(1, 20), number => Assert.Equal("linqing", city.FindDevice($"hs-{number:D4}")?.Area.Id));
        Assert.Equal("linqing", city.FindDevice("cam-01")?.Area.Id);
        Assert.Equal("daiwan", city.FindDevice("cam-09")?.Area.Id);
        Assert.All(city.Devices.Where(device => device.Kind.System.Id == "water-safety"), camera => Assert.Contains("linqing", Chain(camera.Area)));
        Assert.All(city.Areas, area => Assert.Equal("liaocheng", Chain(area).Last()));
    }

    [Fact]
    public void Sites_Positions_AreInLiaocheng() => Assert.All(Load("seeds").Sites.Where(site => double.IsFinite(site.Latitude)), site =>
    {
        Assert.InRange(site.Latitude, 35.78, 37.05);
        Assert.InRange(site.Longitude, 115.25, 116.55);
    });

    [Fact]
    public void Duties_EveryDevice_HasOneInItsAreaOrAbove()
    {
        City city = Load("seeds");

        Assert.All(city.Devices.Select(device => (device.Area, device.Kind.System)).Distinct(), where => Assert.Contains(
            city.Duties,
            duty => duty.Area.Id != "liaocheng" && Chain(where.Area).Contains(duty.Area.Id) && duty.Systems.Contains(where.System)));
    }

    [Fact]
    public void Camera_PersonInTheZone_IsSpokenToInTheWordsOfTheCity()
    {
        RuleDefinition rule = Load("seeds").FindSystem("water-safety")!.Kinds.Single().Rules.Single(rule => rule.Id.Value == "person-in-zone");

        Assert.True(rule.LifeSafety);
        Assert.Equal("voice", rule.Command?.Name);
        Assert.Equal(TimeSpan.FromSeconds(30), rule.Command?.TimeToLive);
        Assert.Contains(rule.Command!.Arguments, argument => argument.Value.Value == "危险水域,请勿靠近!");
    }

    private static City Load(string folder)
    {
        CityLoadResult result = CityLoader.Load(Path.Combine(Repository.Root, folder));
        Assert.Empty(result.Mistakes);
        return result.City!;
    }

    private static IEnumerable<string> Chain(Area area)
    {
        for (Area? at = area; at is not null; at = at.Parent)
            yield return at.Id;
    }
}
