using System.Text;
using Telemetry.Alerting.Engine;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Alerts;

public sealed class LiveCityTests
{
    [Fact]
    public async Task Values_AreTheLatestOfEachFieldWithTheirQuality()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(TestCity.Station + "/telemetry", $$"""{"ts":{{alerts.Ingest.NowMs - 5000}},"pressure":0.5,"running":true,"mode":"冬"}""");
        alerts.Ingest.Receive(TestCity.Station + "/telemetry", """{"ts":"2262-01-01T00:00:00Z","flow":12.5}""");
        await alerts.JudgeAsync();

        IReadOnlyList<LiveValue> values = alerts.Live.Values(alerts.Ingest.City.FindDevice("hs-1")!);

        Assert.Equal(
            ["pressure=0.5 suspect", "flow=12.5 suspect", "running=True suspect", "mode=冬 good"],
            values.Select(v => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{v.Field.Name}={v.Value} {v.Quality}")));
        Assert.Equal([5_000, 0, 5_000, 5_000], values.Select(v => alerts.Ingest.NowMs - v.TimestampMs));
    }

    [Fact]
    public async Task RestartFromACheckpoint_KnowsTextsAndSignsOfLife()
    {
        await using var alerts = new TestAlerts();
        alerts.Ingest.Receive(TestCity.Station + "/telemetry", """{"flow":1,"mode":"winter"}""");
        alerts.Ingest.Receive(TestCity.Camera + "/status", """{"online":false}""");
        await alerts.JudgeAsync();
        Device station = alerts.Ingest.City.FindDevice("hs-1")!;
        (IReadOnlyList<LiveValue> values, LiveDevice spoke) = (alerts.Live.Values(station), alerts.Live.Of(station));

        await alerts.RestartAsync();
        await alerts.JudgeAsync();

        Assert.Equal(2, values.Count);
        Assert.Equal(values, alerts.Live.Values(station));
        Assert.Equal(spoke, alerts.Live.Of(station));
        Assert.Equal(new LiveDevice(null, false), alerts.Live.Of(alerts.Ingest.City.FindDevice("cam-1")!));
        Assert.Equal(default, alerts.Live.Of(alerts.Ingest.City.FindDevice("hs-2")!));
    }

    [Fact]
    public async Task Values_MarkedInTheirLine_ShowTheirOwnQualityAlsoAfterARestart()
    {
        await using var alerts = new TestAlerts();
        long at = alerts.Ingest.NowMs;
        Append(alerts, at - 2, """pressure=0.5,pressure_quality="suspect",flow=1,flow_quality="stuck",running=true""");
        await alerts.JudgeAsync();
        Device station = alerts.Ingest.City.FindDevice("hs-1")!;
        string[] first = Qualities(alerts, station);

        await alerts.RestartAsync();
        await alerts.JudgeAsync();
        string[] restarted = Qualities(alerts, station);

        // One that is older than what is shown changes nothing; the next good value is good.
        Append(alerts, at - 3, """pressure=9,pressure_quality="bad",flow=2""");
        await alerts.JudgeAsync();
        string[] late = Qualities(alerts, station);
        Append(alerts, at, """pressure=0.5,flow=9,flow_quality="bad" """.TrimEnd());
        await alerts.JudgeAsync();

        Assert.Equal(["pressure suspect", "flow stuck", "running good"], first);
        Assert.Equal(first, restarted);
        Assert.Equal(first, late);
        Assert.Equal(["pressure good", "flow bad", "running good"], Qualities(alerts, station));
    }

    [Fact]
    public async Task ReplayedReading_IsNoSignOfLifeAndTakesNoNewerTextsPlace()
    {
        await using var alerts = new TestAlerts();
        long at = alerts.Ingest.NowMs;
        Append(alerts, at - 5_000, """flow=1,mode="old" """.TrimEnd(), RecordFlags.Replayed);
        await alerts.JudgeAsync();
        Device station = alerts.Ingest.City.FindDevice("hs-1")!;
        Assert.Equal(default, alerts.Live.Of(station));
        Assert.Equal([1.0, "old"], alerts.Live.Values(station).Select(v => v.Value));

        Append(alerts, at, """flow=2,mode="new" """.TrimEnd());
        Append(alerts, at - 4_000, """flow=3,mode="older" """.TrimEnd(), RecordFlags.Replayed);
        await alerts.JudgeAsync();

        Assert.Equal([2.0, "new"], alerts.Live.Values(station).Select(v => v.Value));
        Assert.Equal(at, alerts.Live.Of(station).LastReceivedAtMs);
    }

    [Fact]
    public void Load_OfACityThatHadMoreDevices_LeavesTheGoneOnesOut()
    {
        City before = TestCity.Load();
        LiveCity old = Live(before);
        foreach (string id in (string[])["hs-1", "hs-9", "cam-2"])
            old.Status(before.FindDevice(id)!, 7_000, online: true, isNews: true);
        City now = TestCity.Load(TestCity.Places.Replace("  - { id: hs-9,", "  - { id: hs-8,", StringComparison.Ordinal));
        LiveCity live = Live(now);

        Load(live, Save(old));

        Assert.Equal(new LiveDevice(7_000, true), live.Of(now.FindDevice("hs-1")!));
        Assert.Equal(default, live.Of(now.FindDevice("hs-8")!));
        Assert.Equal(new LiveDevice(7_000, true), live.Of(now.FindDevice("cam-2")!));
    }

    [Fact]
    public void Load_OfANewerFormat_IsRefused()
    {
        byte[] saved = Save(Live(TestCity.Load()));
        saved[0]++;

        Assert.Contains("format 3; this version knows 2", Assert.Throws<InvalidDataException>(() => Load(Live(TestCity.Load()), saved)).Message, StringComparison.Ordinal);
    }

    private static void Append(TestAlerts alerts, long atMs, string fields, RecordFlags flags = RecordFlags.None) =>
        alerts.Ingest.Journal.Append(RecordKind.Reading, "hs-1", $"heating,device=hs-1 {fields} {atMs}000000", atMs, flags);

    private static string[] Qualities(TestAlerts alerts, Device device) => [.. alerts.Live.Values(device).Select(v => $"{v.Field.Name} {v.Quality}")];

    private static LiveCity Live(City city) => new(city, new RuleEngine(TestCity.Compile(city)));

    private static byte[] Save(LiveCity live)
    {
        using var state = new MemoryStream();
        using (var writer = new BinaryWriter(state, Encoding.UTF8, leaveOpen: true))
            live.Save(writer);
        return state.ToArray();
    }

    private static void Load(LiveCity live, byte[] saved)
    {
        using var reader = new BinaryReader(new MemoryStream(saved));
        live.Load(reader);
    }
}
