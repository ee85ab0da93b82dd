using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>Things that happen in the city, told by mosquitto_pub.</summary>
internal static class CityEvents
{
    public const string Snapshot = "s-1";

    private const string Camera = "city/linqing/water-safety/cam-01";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static long Now => TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Low pressure for forty seconds at a heating station of Linqing; returns once the incident is open.</summary>
    public static async Task<string> LowPressureAsync(WorkerProcess worker, string station = "hs-0001")
    {
        long now = Now;
        string samples = string.Join(',', Enumerable.Range(0, 5).Select(i => string.Create(
            CultureInfo.InvariantCulture, $$"""{"ts":{{now - 40_000 + i * 10_000}},"primary_supply_pressure":0.12}""")));
        await PublishAsync(worker, $"city/linqing/heating/{station}/telemetry", $"[{samples}]");
        return await OpenAsync(worker, "primary-supply-pressure-low", station);
    }

    /// <summary>A person in the zone of cam-01; returns once the incident is open.</summary>
    public static async Task<string> IntrusionAsync(WorkerProcess worker, string zone)
    {
        await PersonAsync(worker, zone);
        return await OpenAsync(worker, "person-in-zone", "cam-01");
    }

    /// <summary>The same person seen again; returns once the incident has changed.</summary>
    public static async Task SeenAgainAsync(WorkerProcess worker, string incident, string zone)
    {
        int version = await VersionAsync(worker, incident);
        await PersonAsync(worker, zone);
        await Eventually.TrueAsync(async () => await VersionAsync(worker, incident) > version, Limit, () => worker.Output);
    }

    /// <summary>The picture that the intrusion names.</summary>
    public static Task PictureAsync(WorkerProcess worker, string file) =>
        MosquittoClient.PublishFileAsync(worker.MqttPort, $"{Camera}/snapshot/{Snapshot}", file);

    private static Task PersonAsync(WorkerProcess worker, string zone) => PublishAsync(worker, $"{Camera}/event", JsonSerializer.Serialize(
        new { @event = "intrusion", ts = Now, zone, confidence = 0.91, age_class = "adult", snapshot = Snapshot }));

    private static async Task PublishAsync(WorkerProcess worker, string topic, string payload)
    {
        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, topic, payload);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<int> VersionAsync(WorkerProcess worker, string incident) =>
        (await worker.GetAsync($"/api/v1/incidents/{incident}"))["incident"]!["version"]!.GetValue<int>();

    private static async Task<string> OpenAsync(WorkerProcess worker, string rule, string device)
    {
        string? id = null;
        await Eventually.TrueAsync(
            async () => (id = (await worker.GetAsync("/api/v1/incidents")).AsArray().FirstOrDefault(i => Is(i!, rule, device))?["id"]!.GetValue<string>()) is not null,
            Limit, () => worker.Output);
        return id!;
    }

    private static bool Is(JsonNode incident, string rule, string device) =>
        incident["rule"]!.GetValue<string>() == rule && incident["device"]!.GetValue<string>() == device;
}
