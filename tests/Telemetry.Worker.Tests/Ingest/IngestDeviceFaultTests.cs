using Telemetry.Readings;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

/// <summary>A device that misbehaves: what is stored, what rules see, and that its neighbours do not feel it.</summary>
public sealed class IngestDeviceFaultTests
{
    private const string Level = """
        system: heating
        title: { zh: 供热, en: Heating }
        kinds:
          station:
            title: { zh: 站, en: Station }
            interval: 30s
            fields:
              level: { unit: m, max-rate: 0.5 in 5m, title: { zh: 水位, en: Level } }
              humidity: { unit: "%", stuck-after: 1h, title: { zh: 湿度, en: Humidity } }
              mode: { type: text, title: { zh: 模式, en: Mode } }
          vendor:
            title: { zh: 别家, en: Vendor }
            interval: 30s
            fields:
              level: { unit: m, title: { zh: 水位, en: Level } }
              mode: { type: text, title: { zh: 模式, en: Mode } }
            mapping:
              time: { at: /t, format: unix-s }
              fields: { level: { at: /l, scale: 0.001 }, mode: { at: /m, map: { 0: "auto \"a\"", 1: manual } } }
        """;

    [Fact]
    public async Task Jump_IsStoredAsSuspectAndKeptFromRules()
    {
        await using var ingest = new TestIngest(city: City());
        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2026-11-21T07:59:00Z","level":2,"humidity":50}""");

        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2026-11-21T07:59:30Z","level":9,"humidity":51}""");

        KeptRecord record = (await ingest.Journal.ReadAsync())[^1];
        Assert.Contains(" level=9,level_quality=\"suspect\",humidity=51 ", record.Text, StringComparison.Ordinal);
        Assert.Equal(1, ingest.Counters.Faults[DeviceFault.Jump]);
        Assert.Equal((double.NaN, 9.0, 51.0), Seen(ingest.City, record));
    }

    [Fact]
    public async Task Stuck_IsStoredAsStuckAndSeenByRules()
    {
        await using var ingest = new TestIngest(city: City());
        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2026-11-21T06:00:00Z","humidity":50}""");

        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2026-11-21T07:30:00Z","humidity":50}""");

        KeptRecord record = (await ingest.Journal.ReadAsync())[^1];
        Assert.Contains(" humidity=50,humidity_quality=\"stuck\" ", record.Text, StringComparison.Ordinal);
        Assert.Equal(1, ingest.Counters.Faults[DeviceFault.Stuck]);
        Assert.Equal(50, Seen(ingest.City, record).Humidity);
    }

    [Fact]
    public async Task Senml_OfAContentType_IsStoredInTheFieldsUnit()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(
            TestCity.Station + "/telemetry", """[{"bt":1795247940,"n":"hs-1/pressure","u":"kPa","v":820},{"n":"hs-1/running","vb":true}]""", contentType: "application/senml+json");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal("heating,area=town,device=hs-1,site=here pressure=0.82,running=true 1795247940000000000", record.Text);
    }

    [Fact]
    public async Task ForeignJson_OfTheKind_IsStoredAsTheMappingSays()
    {
        await using var ingest = new TestIngest(city: City("vendor"));

        ingest.Receive(TestCity.Station + "/telemetry", """{"t":1795247940.5,"l":1820,"m":0,"fw":"1.2"}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal("""heating,area=town,device=hs-1,site=here level=1.82,mode="auto \"a\"" 1795247940500000000""", record.Text);
        Assert.True(LineReader.IsWellFormed(record.Body));
        Assert.True(ingest.Counters.Faults.IsZero);
    }

    [Fact]
    public async Task Flood_OfOneDevice_IsCountedSampledAndNotItsNeighbours()
    {
        await using var ingest = new TestIngest(options: new PayloadOptions { MessagesPerSecond = 10, MessageBurst = 10 });

        var receipts = Enumerable.Range(0, 1000).Select(_ => ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""")).ToList();
        ingest.Receive("city/town/heating/hs-2/telemetry", """{"flow":2}""");

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal(11, records.Count(r => r.Header.Kind == RecordKind.Reading));
        Assert.Equal(1, records.Count(r => r.Header.Kind == RecordKind.Reject));
        Assert.Equal((990L, 990L), (ingest.Counters.Rejected(RejectReason.Flood), ingest.Watch.Of(ingest.City.FindDevice("hs-1")!).Flooded));
        Assert.All(receipts, receipt => Assert.Equal(Mqtt.ReasonCode.Success, receipt.Reason));
    }

    [Fact]
    public async Task Flood_WithoutOptions_IsLimitedByTheIntervalAndNeighboursLoseNothing()
    {
        const int burst = 2 * 86_400 / 30;
        await using var ingest = new TestIngest(segmentBytes: 1 << 22);

        for (int i = 0; i < burst + 4_000; i++)
        {
            ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1}""");
            if (i % 5 == 0)
                ingest.Receive("city/town/heating/hs-2/telemetry", $$"""{"seq":{{i}},"flow":2}""");
        }

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal(burst, records.Count(r => r.Header.Kind == RecordKind.Reading && r.Text.Contains("hs-1", StringComparison.Ordinal)));
        Assert.Equal((burst + 4_000) / 5, records.Count(r => r.Header.Kind == RecordKind.Reading && r.Text.Contains("hs-2", StringComparison.Ordinal)));
        Assert.Equal((4_000L, 4_000L), (ingest.Counters.Rejected(RejectReason.Flood), ingest.Watch.Of(ingest.City.FindDevice("hs-1")!).Flooded));
    }

    [Fact]
    public async Task Flood_OfLifeSafetyEvents_BeyondTheirOwnLimit_IsCountedAndReadingsGoOn()
    {
        await using var ingest = new TestIngest(options: new PayloadOptions { LifeSafetyPerSecond = 1 });

        for (int i = 0; i < 700; i++)
            ingest.Receive(TestCity.Camera + "/event", $$"""{"event":"intrusion","zone":"z{{i}}"}""");
        ingest.Receive(TestCity.Camera + "/telemetry", """{"battery":50}""");

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal((600, 1, 1), (records.Count(r => r.Header.Kind == RecordKind.Event), records.Count(r => r.Header.Kind == RecordKind.Reject), records.Count(r => r.Header.Kind == RecordKind.Reading)));
        Assert.Equal((100L, 100L), (ingest.Counters.Rejected(RejectReason.Flood), ingest.Watch.Of(ingest.City.FindDevice("cam-1")!).Flooded));
    }

    [Fact]
    public async Task Flood_OfLifeSafetyEvents_IsTakenWhole()
    {
        await using var ingest = new TestIngest(options: new PayloadOptions { MessagesPerSecond = 1, MessageBurst = 1 });

        for (int i = 0; i < 100; i++)
            ingest.Receive(TestCity.Camera + "/event", $$"""{"event":"intrusion","zone":"z{{i}}"}""");

        Assert.Equal(100, (await ingest.Journal.ReadAsync()).Count(r => r.Header.Kind == RecordKind.Event));
        Assert.Equal(0, ingest.Counters.RejectedTotal);
    }

    private static City City(string kind = "station")
    {
        CityLoadResult result = CityLoader.Load(
            [
                new CityFile("systems/heating.yaml", Level), new CityFile("systems/water-safety.yaml", TestCity.WaterSafety),
                new CityFile("city/town.yaml", TestCity.Places.Replace("kind: station", "kind: " + kind, StringComparison.Ordinal)),
            ]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        return result.City;
    }

    private static (double Level, double BadLevel, double Humidity) Seen(City city, KeptRecord record)
    {
        var reader = new SampleReader(city);
        Assert.True(reader.TryRead(new Storage.Journal.Record { Position = record.Position, Header = record.Header, Device = city.FindDevice("hs-1")!.IdUtf8.Span, Body = record.Body }, out Alerting.Engine.Sample sample));
        return (sample.Numbers[0], sample.BadNumbers.IsEmpty ? double.NaN : sample.BadNumbers[0], sample.Numbers[1]);
    }
}
