using System.Globalization;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary><c>Journal:Acknowledge=store</c> with a real influxd: what a device saw acknowledged survives the worker's disk.</summary>
public sealed class AcknowledgeStoreTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task Publish_WhileInfluxIsAway_AlarmsAndIsAcknowledgedWhenItIsBack()
    {
        using var folder = new TemporaryFolder();
        await using InfluxPeer influx = await InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));
        await using WorkerProcess worker = await StartWorkerAsync(folder, influx);
        Assert.Equal(0, (await PublishAsync(worker, "hs-0001", 0)).ExitCode);

        influx.Kill();
        Task<(int ExitCode, string Output)> waiting = LowPressureAsync(worker);

        // The incident comes from the journal; the device is not told that the store has its readings.
        await Eventually.TrueAsync(async () => (await worker.GetAsync("/api/v1/incidents?state=all")).AsArray().Count == 1, Limit, () => worker.Output);
        Assert.False(waiting.IsCompleted);
        JsonNode ready = JsonNode.Parse(await (await worker.Http.GetAsync("/readyz")).Content.ReadAsStringAsync())!;
        Assert.False(ready["ready"]!.GetValue<bool>());
        Assert.StartsWith("nothing is acknowledged", ready["checks"]!["store"]!.GetValue<string>());

        await influx.StartAsync();
        (int exitCode, string output) = await waiting;
        Assert.True(exitCode == 0, output);
        Assert.Contains("hs-0002", await influx.QueryAsync("SELECT * FROM heating", "telemetry"));
    }

    [Fact]
    public async Task Kill_AndTheJournalIsLost_EverythingAcknowledgedIsInInflux()
    {
        using var folder = new TemporaryFolder();
        await using InfluxPeer influx = await InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));
        await using (WorkerProcess worker = await StartWorkerAsync(folder, influx))
        {
            using LoadGenerator.Running load = LoadGenerator.Start(
                worker.MqttPort, "--count", "200000", "--devices", "1000", "--rate", "5000", "--timeout", "60", "--acked", folder["acked"]);
            await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_stored_lines_total") > 10_000, Limit, () => worker.Output);
            worker.Kill();
            await load.Finished;
        }

        Directory.Delete(Path.Combine(folder["data"], "journal"), recursive: true);
        Dictionary<string, HashSet<long>> stored = await StoredAsync(influx);
        string[] acknowledged = await File.ReadAllLinesAsync(folder["acked"]);
        Assert.True(acknowledged.Length > 1_000, $"Only {acknowledged.Length} were acknowledged.");
        Assert.All(acknowledged, line =>
        {
            string[] parts = line.Split(' ');
            Assert.Contains(long.Parse(parts[2], CultureInfo.InvariantCulture), stored[parts[0]]);
        });
    }

    private static Task<WorkerProcess> StartWorkerAsync(TemporaryFolder folder, InfluxPeer influx) => WorkerProcess.StartAsync(
        folder["data"], Repository.BenchCity, "--Store:Kind=influxdb1", $"--Store:Url={influx.Url.AbsoluteUri.TrimEnd('/')}",
        "--Journal:Acknowledge=store", "--Journal:WhenFull=wait");

    private static Task<(int ExitCode, string Output)> PublishAsync(WorkerProcess worker, string device, int secondsAgo) => MosquittoClient.PublishAsync(
        worker.MqttPort, $"city/linqing/heating/{device}/telemetry", Sample(secondsAgo, 0.8));

    private static Task<(int ExitCode, string Output)> LowPressureAsync(WorkerProcess worker) => MosquittoClient.PublishAsync(
        worker.MqttPort, "city/linqing/heating/hs-0002/telemetry", $"[{string.Join(',', Enumerable.Range(0, 5).Select(i => Sample(40 - (10 * i), 0.1)))}]");

    private static string Sample(int secondsAgo, double pressure) => string.Create(
        CultureInfo.InvariantCulture, $$"""{"ts":{{TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo).ToUnixTimeMilliseconds()}},"primary_supply_pressure":{{pressure}}}""");

    private static async Task<Dictionary<string, HashSet<long>>> StoredAsync(InfluxPeer influx)
    {
        JsonNode answer = JsonNode.Parse(await influx.QueryAsync("SELECT primary_flow FROM heating GROUP BY device", "telemetry"))!;
        return answer["results"]![0]!["series"]!.AsArray().ToDictionary(
            series => series!["tags"]!["device"]!.GetValue<string>(),
            series => series!["values"]!.AsArray().Select(row => row![0]!.GetValue<long>()).ToHashSet());
    }
}
