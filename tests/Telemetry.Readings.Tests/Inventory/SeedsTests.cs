using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Tests.Inventory;

/// <summary>The city as it is delivered.</summary>
public sealed class SeedsTests
{
    [Theory]
    [InlineData("seeds")]
    [InlineData("bench/city")]
    public void Load_DeliveredCity_HasNoMistake(string folder)
    {
        CityLoadResult result = CityLoader.Load(Path.Combine(Repository.Root, folder));

        Assert.Equal("", string.Join('\n', result.Mistakes));
        Assert.NotEmpty(result.City!.Devices);
        Assert.All(result.City.Systems.SelectMany(s => s.Kinds), kind => Assert.NotEmpty(kind.Rules));
    }

    [Theory]
    [InlineData("heating", "station", "hs-0001", 60)]
    [InlineData("water-safety", "camera", "cam-01", 33)]
    [InlineData("cabin", "cabin", "cabin-001", 103)]
    public void Load_Seeds_HasTheFirstThreeSystems(string system, string kind, string device, int count)
    {
        City city = CityLoader.Load(Path.Combine(Repository.Root, "seeds")).City!;

        Assert.Equal(count, city.Devices.Count(d => d.Kind.System.Id == system && d.Kind.Id == kind));
        Assert.Equal((system, kind), (city.FindDevice(device)!.Kind.System.Id, city.FindDevice(device)!.Kind.Id));
    }

    [Fact]
    public void Decode_WhatTheLoadToolSends_IsTakenWithoutAFault()
    {
        City city = CityLoader.Load(Path.Combine(Repository.Root, "bench/city")).City!;
        var topics = new DeviceTopicTable(city, "city");
        var decoder = new PayloadDecoder();

        for (int i = 0; i < 1000; i++)
        {
            byte[] topic = Encoding.UTF8.GetBytes($"city/linqing/heating/hs-{i:0000}/telemetry");
            byte[] payload = Encoding.UTF8.GetBytes(
                $$"""{"ts":1763700000123,"seq":{{i}},"primary_supply_pressure":0.949,"primary_return_pressure":0.536,"primary_supply_temperature":94.95,"primary_return_temperature":47.28,"primary_flow":354.89}""");
            Assert.Equal(TopicLookup.Found, topics.Find(topic, out DeviceTopic found));
            Assert.Equal(RejectReason.None, decoder.DecodeReadings(found.Device!, payload, 1763700000200));
            Assert.Equal(5, decoder.Fields.Length);
        }

        Assert.True(decoder.Faults.IsZero);
    }
}
