using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Tests.Console.Pages;

public sealed class DeviceFilterTests
{
    private static readonly City City = ShippedCity.Load();
    private static readonly Device Pond = City.FindDevice("cam-10")!;

    [Theory]
    [InlineData("", true)]
    [InlineData("CAM-10", true)]
    [InlineData("戴湾东村", true)]
    [InlineData("east village POND", true)]
    [InlineData("临清", true)]
    [InlineData("hs-", false)]
    public void Matches_Text_LooksAtIdsTitlesAndAreas(string text, bool matches) =>
        Assert.Equal(matches, new DeviceFilter(null, null, text).Matches(Pond, Presence.Online));

    [Fact]
    public void Matches_SystemAndPresence_BothHaveToFit()
    {
        var filter = new DeviceFilter("water-safety", Presence.Silent, "");

        Assert.True(filter.Matches(Pond, Presence.Silent));
        Assert.False(filter.Matches(Pond, Presence.Online));
        Assert.False(filter.Matches(City.FindDevice("hs-0001")!, Presence.Silent));
    }

    [Fact]
    public void From_Address_TakesWhatItKnows()
    {
        Assert.Equal(new DeviceFilter("heating", Presence.Stale, "a b"), From(("system", "heating"), ("presence", "stale"), ("q", " a b ")));
        Assert.Equal(new DeviceFilter(null, null, ""), From(("system", "nuclear"), ("presence", "7")));
        Assert.Equal(new DeviceFilter(null, null, ""), From());
        Assert.Equal(100, From(("q", new string('x', 5_000))).Text.Length);
    }

    [Theory]
    [InlineData(null, null, false, Presence.Silent)]
    [InlineData(null, "t", false, Presence.Online)]
    [InlineData(null, "t", true, Presence.Silent)]
    [InlineData(true, "t", false, Presence.Online)]
    [InlineData(true, "t", true, Presence.Stale)]
    [InlineData(false, "t", false, Presence.Silent)]
    public void Presence_OfADevice_IsWhatItSaysAndHowLongAgo(bool? online, string? lastSeen, bool stale, Presence presence) =>
        Assert.Equal(presence, Presences.Of(online, lastSeen is not null, stale));

    [Theory]
    [InlineData("primary_supply_pressure", 0.5, "good", "↓")]
    [InlineData("primary_supply_pressure", 0.6, "good", "")]
    [InlineData("primary_supply_pressure", 1.7, "good", "↑")]
    [InlineData("primary_supply_pressure", 1.0, "bad", "?")]
    [InlineData("primary_supply_pressure", 0.1, "suspect", "?")]
    public void Value_OutsideItsNormalRange_IsMarked(string field, double value, string quality, string mark) =>
        Assert.Equal(mark, ValueView.Of(new LiveValue(City.FindDevice("hs-0001")!.Kind.Readings.Find(field)!, value, 0, quality)).Mark);

    private static DeviceFilter From(params (string Name, string Value)[] query) =>
        DeviceFilter.From(new QueryCollection(query.ToDictionary(q => q.Name, q => new StringValues(q.Value))), City);
}
