using System.Globalization;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Seeds;

/// <summary>
/// A thirteenth system by two files and nothing else, as docs/city.md tells it: from its devices to the store, an alarm
/// raised and cleared, and the quarantine.
/// </summary>
public sealed class AddASystemTests
{
    private const string Station = "air-01";
    private const string Vendors = "air-02";
    private const string Senml = "application/senml+json";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    // Whole seconds, since the vendor's device knows no less.
    private readonly long _start = TimeProvider.System.GetUtcNow().AddMinutes(-5).ToUnixTimeSeconds() * 1000;

    [Fact]
    public async Task Start_WithItsFiles_IsWatchedLikeTheOthers()
    {
        using var folder = new TemporaryFolder();
        string city = AddedSystem.CopySeeds(folder["city"]);
        await AddedSystem.WriteFilesAsync(city);
        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(Command("check", city));
        Assert.True(exitCode == 0, output);

        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city);
        await LiveAsync(worker);

        Assert.Equal("0 1 2 3 5", await MinutesAsync(worker, Station, "pm25"));
        Assert.Equal("55.5 160 170 180 60", await ValuesAsync(worker, Station, "pm25"));
        Assert.Equal("76 204 207 211 81", await ValuesAsync(worker, Station, "aqi"));
        Assert.Equal("1 2 3 4 5", await MinutesAsync(worker, Vendors, "pm25"));
        Assert.Equal("1500 1500 1500 1500 25", await ValuesAsync(worker, Vendors, "pm25"));
    }

    [Fact]
    public async Task Start_WithInflux_StoresItsSeriesThere()
    {
        using var folder = new TemporaryFolder();
        string city = AddedSystem.CopySeeds(folder["city"]);
        await AddedSystem.WriteFilesAsync(city);
        await using InfluxPeer influx = await InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            folder["data"], city, "--Store:Kind=influxdb1", $"--Store:Url={influx.Url.AbsoluteUri.TrimEnd('/')}");
        await LiveAsync(worker);
        await Eventually.EqualAsync(5, async () => (await RowsAsync(influx, Station)).Count, Limit, () => worker.Output);
        await Eventually.EqualAsync(5, async () => (await RowsAsync(influx, Vendors)).Count, Limit, () => worker.Output);

        Assert.Equal(
            [Row(0, 55.5, "null", -19.5, 76), Row(1, 160, "null", 85, 204), Row(2, 170, "null", 95, 207), Row(3, 180, "null", 105, 211), Row(5, 60, "null", -15, 81)],
            await RowsAsync(influx, Station));
        Assert.Equal(
            [.. Enumerable.Range(1, 4).Select(minute => Row(minute, 1500, "\"bad\"", null, null)), Row(5, 25, "null", -10, null)],
            await RowsAsync(influx, Vendors));
        JsonNode series = await QueryAsync(influx, "SHOW SERIES FROM air_quality");
        Assert.Equal(
            ["air_quality,area=linqing,device=air-01,site=air-square", "air_quality,area=linqing,device=air-02,site=air-square"],
            series["values"]!.AsArray().Select(row => row![0]!.GetValue<string>()));
    }

    [Fact]
    public async Task Reload_WithItsFiles_IsWatchedFromThenOn()
    {
        using var folder = new TemporaryFolder();
        string city = AddedSystem.CopySeeds(folder["city"]);
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder["data"], city);
        await PublishAsync(worker, Station, $$"""{"ts":{{_start}},"pm25":55.5}""");
        await Eventually.EqualAsync(1, () => QuarantinedAsync(worker, "unknown-device"), Limit, () => worker.Output);

        await AddedSystem.WriteFilesAsync(city);
        (int exitCode, string output) = await WorkerProcess.RunToEndAsync(
            [.. Command("reload", city), $"--Data:Folder={worker.DataFolder}", $"--Console:Url={worker.Http.BaseAddress}"]);

        Assert.True(exitCode == 0, output);
        Assert.Contains("taken", output, StringComparison.Ordinal);
        await LiveAsync(worker);
        Assert.Equal("55.5 160 170 180 60", await ValuesAsync(worker, Station, "pm25"));
    }

    /// <summary>Five minutes of the two stations: one alarms and calms down, the other has a broken sensor.</summary>
    private async Task LiveAsync(WorkerProcess worker)
    {
        await PublishAsync(worker, Station, $$"""{"ts":{{At(0)}},"seq":1,"pm25":55.5,"temperature":21.5}""");
        await PublishAsync(worker, Station, $$"""[{"bn":"urn:dev:air-01:","bt":{{At(1) / 1000}},"n":"pm25","u":"mg/m3","v":0.16},{"n":"temperature","u":"K","v":295.15}]""", Senml);
        await PublishAsync(worker, Station, $$"""[{"ts":{{At(2)}},"seq":2,"pm25":170},{"ts":{{At(3)}},"seq":3,"pm25":180}]""");
        await PublishAsync(worker, Station, """{"pm25":""");
        for (int minute = 1; minute < 5; minute++)
            await PublishAsync(worker, Vendors, $$$"""{"t":{{{At(minute) / 1000}}},"val":{"pm":"15000","mode":1},"fw":"2.1"}""");

        await Eventually.EqualAsync("unacknowledged", () => StateAsync(worker, Station), Limit, () => worker.Output);
        await Eventually.EqualAsync("bad", async () => await QualityAsync(worker, Vendors), Limit, () => worker.Output);
        await PublishAsync(worker, Station, $$"""{"ts":{{At(5)}},"seq":4,"pm25":60}""");
        await Eventually.EqualAsync("returned-unacknowledged", () => StateAsync(worker, Station), Limit, () => worker.Output);
        await PublishAsync(worker, Vendors, $$$"""{"t":{{{At(5) / 1000}}},"val":{"pm":250,"mode":0}}""");
        await Eventually.EqualAsync("good", async () => await QualityAsync(worker, Vendors), Limit, () => worker.Output);

        Assert.Equal("none", await StateAsync(worker, Vendors));
        Assert.Equal(4, await FaultsAsync(worker, Vendors, "out-of-range"));
        await Eventually.EqualAsync(1, () => QuarantinedAsync(worker, "malformed-json"), Limit, () => worker.Output);
        JsonArray devices = (await worker.GetAsync("/api/v1/devices?system=air-quality")).AsArray();
        Assert.Equal([Station, Vendors], devices.Select(device => device!["id"]!.GetValue<string>()));
        Assert.All(devices, device => Assert.NotNull(device!["lastSeen"]));
        JsonNode heater = (await worker.GetAsync($"/api/v1/devices/{Vendors}"))["fields"]!["heater"]!;
        Assert.Equal("idle", heater["value"]!.GetValue<string>());
    }

    private long At(int minute) => _start + (minute * 60_000);

    private static string[] Command(string name, string city) =>
        AddedSystem.Commands.Single(command => command.Split(' ')[0] == name).Replace("=seeds", $"={city}", StringComparison.Ordinal).Split(' ');

    private static async Task PublishAsync(WorkerProcess worker, string device, string payload, string? contentType = null)
    {
        string[] properties = contentType is null ? [] : ["-V", "5", "-D", "publish", "content-type", contentType];
        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, $"city/linqing/air-quality/{device}/telemetry", payload, properties);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<string> StateAsync(WorkerProcess worker, string device) =>
        (await worker.GetAsync("/api/v1/incidents?state=all")).AsArray()
            .SingleOrDefault(incident => incident!["device"]!.GetValue<string>() == device)?["state"]!.GetValue<string>() ?? "none";

    private static async Task<string?> QualityAsync(WorkerProcess worker, string device) =>
        (await worker.GetAsync($"/api/v1/devices/{device}"))["fields"]!["pm25"]?["quality"]!.GetValue<string>();

    private static async Task<int> FaultsAsync(WorkerProcess worker, string device, string fault) =>
        (await worker.GetAsync($"/api/v1/devices/{device}"))["health"]!["faults"]!.AsArray()
            .Single(item => item!["fault"]!.GetValue<string>() == fault)!["count"]!.GetValue<int>();

    private static async Task<int> QuarantinedAsync(WorkerProcess worker, string reason) =>
        (await worker.GetAsync($"/api/v1/quarantine?reason={reason}"))["messages"]!.AsArray().Count;

    private async Task<string> MinutesAsync(WorkerProcess worker, string device, string field) =>
        string.Join(' ', (await PointsAsync(worker, device, field)).Select(point => (point["ts"]!.GetValue<long>() - _start) / 60_000.0));

    private static async Task<string> ValuesAsync(WorkerProcess worker, string device, string field) =>
        string.Join(' ', (await PointsAsync(worker, device, field)).Select(point => point["value"]!.ToJsonString()));

    private static async Task<JsonNode[]> PointsAsync(WorkerProcess worker, string device, string field)
    {
        JsonNode[] points = [];
        await Eventually.TrueAsync(
            async () =>
            {
                points = [.. (await worker.GetAsync($"/api/v1/readings?device={device}&field={field}"))["points"]!.AsArray().Select(point => point!)];
                return points.Length == 5;
            },
            Limit, () => $"{points.Length} points of {field}. {worker.Output}");
        return points;
    }

    private string Row(int minute, double dust, string quality, double? above, double? aqi) =>
        string.Join(' ', At(minute).ToString(CultureInfo.InvariantCulture), Text(dust), quality, Text(above), Text(aqi));

    private static string Text(double? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "null";

    private static async Task<IReadOnlyList<string>> RowsAsync(InfluxPeer influx, string device)
    {
        JsonNode series = await QueryAsync(influx, $"SELECT pm25, pm25_quality, above_limit, aqi FROM air_quality WHERE device = '{device}'");
        return series["values"] is JsonArray rows ? [.. rows.Select(row => string.Join(' ', row!.AsArray().Select(cell => cell?.ToJsonString() ?? "null")))] : [];
    }

    private static async Task<JsonNode> QueryAsync(InfluxPeer influx, string statement) =>
        JsonNode.Parse(await influx.QueryAsync(statement, "telemetry"))!["results"]![0]!["series"]?[0] ?? new JsonObject();
}
