using System.Text;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings;
using Telemetry.Storage.Journal;
using Telemetry.Storage.LineProtocol;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Ingest;

public sealed class IngestPipelineTests
{
    [Fact]
    public async Task Reading_WithTimestampAndSequence_BecomesALineOfItsSeries()
    {
        await using var ingest = new TestIngest();
        long ts = ingest.NowMs - 1_000;

        Receipt receipt = ingest.Receive(TestCity.Station + "/telemetry", $$"""{"ts":{{ts}},"seq":42,"pressure":0.82,"flow":3.010e2,"running":true,"mode":"wi\"nter"}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal($"heating,area=town,device=hs-1,site=here pressure=0.82,flow=3.010e2,running=true,mode=\"wi\\\"nter\" {ts}000000", record.Text);
        Assert.Equal("hs-1", record.Device);
        Assert.Equal(new RecordHeader(RecordKind.Reading, RecordFlags.None, Storage.Journal.Quality.Good, Storage.Journal.TimestampSource.Device, ingest.NowMs, ts, 42), record.Header);
        Assert.Equal((receipt.Position, true), (record.Position, receipt.IsDurable));
        Assert.Equal((1L, 1L, 0L), (ingest.Counters.Received(Channel.Telemetry), ingest.Counters.Records, ingest.Counters.RejectedTotal));
    }

    [Fact]
    public async Task Reading_WithoutTimestamp_HasTheTimeOfReceiptAndSaysSo()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Station + "/telemetry", """{"pressure":0.82}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(Storage.Journal.TimestampSource.Receipt, record.Header.TimestampSource);
        Assert.EndsWith($" {ingest.NowMs}000000", record.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Array_OfSamples_IsOneRecordEachAndTheReceiptOfTheLast()
    {
        await using var ingest = new TestIngest();

        Receipt receipt = ingest.Receive(TestCity.Station + "/telemetry", $$"""[{"ts":{{ingest.NowMs - 2000}},"flow":1},{"ts":{{ingest.NowMs - 1000}},"flow":2}]""");

        Assert.Equal(2, (await ingest.Journal.ReadAsync()).Count);
        Assert.Equal(1, receipt.Position);
        Assert.Equal(2, ingest.Counters.Records);
    }

    [Fact]
    public async Task Reading_OutOfPhysicalRange_IsStoredAndMarkedBad()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2026-11-21T07:59:59Z","pressure":9.9,"flow":1}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Contains(" pressure=9.9,pressure_quality=\"bad\",flow=1 ", record.Text, StringComparison.Ordinal);
        Assert.True(LineReader.IsWellFormed(record.Body));
        Assert.Equal(1, ingest.Counters.Faults[DeviceFault.OutOfRange]);
    }

    [Fact]
    public async Task Reading_OfTheFarFuture_IsTakenAtReceiptAndSuspect()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2262-01-01T00:00:00Z","flow":1}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal(ingest.NowMs, record.Header.TimestampMs);
        Assert.Equal(Storage.Journal.Quality.Suspect, record.Header.Quality);
        Assert.Equal(1, ingest.Counters.Faults[DeviceFault.SuspectTime]);
    }

    [Fact]
    public async Task Fields_OfWrongTypeOrNotFinite_AreLeftOutAndTheirNeighboursKept()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Station + "/telemetry", """{"pressure":"0.8","flow":1e999,"running":true}""");

        Assert.Contains("site=here running=true ", Assert.Single(await ingest.Journal.ReadAsync()).Text, StringComparison.Ordinal);
        Assert.Equal((1, 1), (ingest.Counters.Faults[DeviceFault.WrongType], ingest.Counters.Faults[DeviceFault.NotFinite]));
    }

    [Fact]
    public async Task UnknownField_SentOften_IsToldOncePerDevice()
    {
        await using var ingest = new TestIngest();

        for (int i = 0; i < 3; i++)
        {
            ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1,"fnord":2}""");
            ingest.Receive("city/town/heating/hs-2/telemetry", """{"flow":1,"other":2}""");
        }

        Assert.Equal(2, ingest.Logger.Lines.Count);
        Assert.Contains("hs-1 sends 'fnord', which heating/station does not have", ingest.Logger.Lines[0], StringComparison.Ordinal);
        Assert.Equal(6, ingest.Counters.Faults[DeviceFault.UnknownField]);
        Assert.Equal(6, ingest.Counters.Records);
    }

    [Fact]
    public async Task Events_OfOneMillisecond_HaveStampsOfTheirOwnAlsoAfterARestart()
    {
        await using var ingest = new TestIngest();
        string payload = $$"""{"ts":{{ingest.NowMs}},"event":"intrusion","zone":"z1","confidence":0.9}""";

        ingest.Receive(TestCity.Camera + "/event", payload);
        ingest.Receive(TestCity.Camera + "/event", payload);
        await ingest.RestartAsync();
        ingest.Receive(TestCity.Camera + "/event", payload);

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.All(records, record => Assert.StartsWith("water_safety_event,area=town,device=cam-1,site=here event=\"intrusion\",zone=\"z1\",confidence=0.9 ", record.Text, StringComparison.Ordinal));
        long[] stamps = [.. records.Select(r => long.Parse(r.Text[(r.Text.LastIndexOf(' ') + 1)..], System.Globalization.CultureInfo.InvariantCulture))];
        Assert.Equal(3, stamps.Distinct().Count());
        Assert.All(stamps, stamp => Assert.Equal(ingest.NowMs, stamp / 1_000_000));
    }

    [Theory]
    [InlineData("telemetry", """{"flow":1}""")]
    [InlineData("event", """{"event":"intrusion"}""")]
    public async Task ReadingOrEvent_AsWill_IsIgnoredAndAcknowledged(string channel, string payload)
    {
        await using var ingest = new TestIngest();

        Receipt receipt = ingest.Receive($"{TestCity.Camera}/{channel}", payload, isWill: true);

        Assert.True(receipt.IsDurable);
        Assert.Empty(await ingest.Journal.ReadAsync());
        Assert.Equal(1, ingest.Counters.RetainedIgnored);
    }

    [Fact]
    public async Task RetainedReading_IsOldOnlyBehindAnExternalBroker()
    {
        await using var embedded = new TestIngest(retainedIsOld: false);
        await using var external = new TestIngest(retainedIsOld: true);

        embedded.Receive(TestCity.Station + "/telemetry", """{"flow":1}""", retain: true);
        external.Receive(TestCity.Station + "/telemetry", """{"flow":1}""", retain: true);

        Assert.Single(await embedded.Journal.ReadAsync());
        Assert.Empty(await external.Journal.ReadAsync());
    }

    [Theory]
    [InlineData(false, true, false, RecordFlags.None)]
    [InlineData(true, true, false, RecordFlags.Retained)]
    [InlineData(false, true, true, RecordFlags.Will)]
    [InlineData(true, false, false, RecordFlags.None)]
    public async Task Status_KeepsThePayloadAndWhetherItIsNews(bool retainedIsOld, bool retain, bool isWill, RecordFlags expected)
    {
        await using var ingest = new TestIngest(retainedIsOld);

        ingest.Receive(TestCity.Station + "/status", """{"online":true}""", retain, isWill);

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal((RecordKind.Status, expected), (record.Header.Kind, record.Header.Flags));
        Assert.Equal("""{"online":true}""", record.Text);
    }

    [Fact]
    public async Task Reply_IsKeptAsItCame()
    {
        await using var ingest = new TestIngest();

        ingest.Receive(TestCity.Camera + "/command/reply", """{"id":"a-voice","state":"done"}""");

        KeptRecord record = Assert.Single(await ingest.Journal.ReadAsync());
        Assert.Equal((RecordKind.Reply, "cam-1", """{"id":"a-voice","state":"done"}"""), (record.Header.Kind, record.Device, record.Text));
    }

    [Fact]
    public async Task WaitForRoom_WithLittlePending_CompletesAtOnce()
    {
        await using var ingest = new TestIngest();

        Assert.True(ingest.WaitForRoomAsync().IsCompletedSuccessfully);
    }

    [Fact]
    public async Task Receive_OfThreads_LosesNothing()
    {
        await using var ingest = new TestIngest();
        long ts = ingest.NowMs;

        await Task.WhenAll(Enumerable.Range(0, 4).Select(thread => Task.Run(() =>
        {
            for (int i = 0; i < 250; i++)
                ingest.Receive(TestCity.Station + "/telemetry", $$"""{"ts":{{ts - i}},"seq":{{thread * 250 + i}},"flow":1}""");
        })));

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal(Enumerable.Range(0, 1000).Select(i => (long)i), records.Select(r => r.Header.Sequence).Order());
        Assert.Equal(1000, ingest.Counters.ReceivedTotal);
    }

    [Fact]
    public async Task RandomPayloads_AreRecordsOrRejectsAndNothingElse()
    {
        await using var ingest = new TestIngest(segmentBytes: 1 << 20, options: new PayloadOptions { MessageBurst = 10_000, RejectsPerMinute = 1_000 });
        var random = new Random(20261121);
        string[] channels = ["telemetry", "event", "status", "command/reply", "command", "nonsense"];
        byte[] sample = """[{"ts":1795000000000,"flow":1.5,"event":"intrusion","online":true,"id":"x","state":"done"}]"""u8.ToArray();

        for (int i = 0; i < 2000; i++)
        {
            byte[] payload = [.. sample];
            for (int changes = random.Next(4); changes > 0; changes--)
                payload[random.Next(payload.Length)] = (byte)random.Next(256);
            ingest.Receive($"{TestCity.Camera}/{channels[i % channels.Length]}", payload.AsSpan(random.Next(2), random.Next(payload.Length - 1)));
        }

        IReadOnlyList<KeptRecord> records = await ingest.Journal.ReadAsync();
        Assert.Equal(2000, ingest.Counters.ReceivedTotal);
        Assert.Equal(ingest.Counters.RejectedTotal, records.Count(r => r.Header.Kind == RecordKind.Reject));
        Assert.All(records.Where(r => r.Header.Kind is RecordKind.Reading or RecordKind.Event), r => Assert.True(LineReader.IsWellFormed(r.Body), Encoding.UTF8.GetString(r.Body)));
    }
}
