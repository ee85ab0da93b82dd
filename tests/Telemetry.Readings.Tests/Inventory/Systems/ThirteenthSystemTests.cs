using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Tests.Inventory.Schema;

namespace Telemetry.Readings.Tests.Inventory.Systems;

/// <summary>Air quality, which no code has heard of, beside the twelve systems that are delivered.</summary>
public sealed class ThirteenthSystemTests
{
    private static readonly City City = Load();

    [Fact]
    public void Load_OneMoreFile_IsOneMoreSystem()
    {
        Assert.Equal(13, City.Systems.Count);
        Assert.Equal(("air_quality", "air_quality_event"), (City.FindSystem("air-quality")!.Measurement, City.FindSystem("air-quality")!.EventMeasurement));
        Assert.Equal("air_quality,area=linqing,device=air-01,site=square", Encoding.UTF8.GetString(City.FindDevice("air-01")!.ReadingSeries.Span));
    }

    [Fact]
    public void Decode_ItsReading_IsUnderstoodWithItsDerivedFields()
    {
        Device device = Find("city/linqing/air-quality/air-01/telemetry");
        var decoder = new PayloadDecoder();

        Assert.Equal(RejectReason.None, decoder.DecodeReadings(device, """{"ts":1763700000123,"pm25":55,"filter":"clean"}"""u8, 1763700000200));
        var derived = new DecodedField[device.Kind.Derived.Count];
        int count = device.Kind.Derived.Compute(device, decoder.Fields, derived);

        Assert.Equal(
            ["aqi 75", "above_limit -20"],
            derived.Take(count).Select(f => $"{device.Kind.Readings[f.FieldIndex]} {f.Number}"));
    }

    [Theory]
    [InlineData("""{"pm25":1001}""", Quality.Bad)]
    [InlineData("""{"pm25":999}""", Quality.Good)]
    public void Decode_OutsideItsPhysicalRange_IsBad(string payload, Quality expected)
    {
        var decoder = new PayloadDecoder();
        decoder.DecodeReadings(Find("city/linqing/air-quality/air-01/telemetry"), Encoding.UTF8.GetBytes(payload), 1763700000200);

        Assert.Equal(expected, decoder.Fields[0].Quality);
    }

    [Fact]
    public void Decode_ItsEvent_IsKnown()
    {
        var decoder = new PayloadDecoder();
        Device device = Find("city/linqing/air-quality/air-01/event");

        Assert.Equal(RejectReason.None, decoder.DecodeEvents(device, """{"event":"smoke","source":"stack"}"""u8, 1763700000200));
        Assert.Equal("smoke", device.Kind.EventNames[decoder.Samples[0].EventIndex]);
    }

    private static Device Find(string topic)
    {
        Assert.Equal(TopicLookup.Found, new DeviceTopicTable(City, "city").Find(Encoding.UTF8.GetBytes(topic), out DeviceTopic found));
        return found.Device!;
    }

    private static City Load()
    {
        const string Sites = """
            sites: [{ id: square, area: linqing, title: { zh: 广场, en: Square } }]
            devices: [{ id: air-01, system: air-quality, kind: station, site: square, parameters: { limit: 75 }, tables: { index_curve: [[0, 0], [35, 50], [75, 100], [1000, 500]] } }]
            """;
        string seeds = Path.Combine(Repository.Root, "seeds");
        IEnumerable<CityFile> delivered = Directory.EnumerateFiles(seeds, "*.yaml", SearchOption.AllDirectories)
            .Select(path => new CityFile(Path.GetRelativePath(seeds, path).Replace('\\', '/'), File.ReadAllText(path)));
        CityLoadResult result = CityLoader.Load([.. delivered, new("systems/air-quality.yaml", FullFiles.System), new("city/air-quality.yaml", Sites)]);
        Assert.Equal("", string.Join('\n', result.Mistakes));
        return result.City!;
    }
}
