using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>A store that stays away until the journal is full, and comes back: what each <c>Journal:WhenFull</c> promises.</summary>
public sealed class JournalFullTests
{
    private const int Messages = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Yield_StoreAway_DropsReadingsSaysSoKeepsAlarmsAndGoesOn()
    {
        using var folder = new TemporaryFolder();
        await using InfluxPeer influx = await InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));
        await using WorkerProcess worker = await StartAsync(folder, influx, "yield");
        await influx.StopAsync();
        await LowPressureAsync(worker);
        await Eventually.TrueAsync(async () => (await RulesAsync(worker)).Contains("primary-supply-pressure-low"), Limit, () => worker.Output);

        LoadGenerator.Result result = await LoadGenerator.RunAsync(worker.MqttPort, "--count", $"{Messages}", "--devices", "900", "--timeout", "120");

        Assert.True(result.Acknowledged == Messages, result.Output + worker.Output);
        await Eventually.TrueAsync(async () => (await RulesAsync(worker)).Contains("journal-yielding"), Limit, () => worker.Output);
        JsonNode ready = await worker.GetAsync("/readyz");
        Assert.True(ready["ready"]!.GetValue<bool>());
        Assert.StartsWith("yielding", ready["checks"]!["journal"]!.GetValue<string>());
        double dropped = await worker.MetricAsync("telemetry_journal_dropped_records_total");
        Assert.InRange(dropped, 1, Messages);

        await influx.StartAsync();
        await Eventually.EqualAsync(0, () => worker.MetricAsync("telemetry_store_lag_records"), Limit, () => worker.Output);

        // Readings were given up, oldest first; the incident's line, which is older than all of them, was not.
        JsonNode readings = await QueryAsync(influx, "SELECT count(primary_flow) FROM heating");
        Assert.InRange(readings["values"]![0]![1]!.GetValue<int>(), 1, Messages - 1);
        Assert.Equal(0, await worker.MetricAsync("telemetry_journal_dropped_events_total"));
        JsonNode lines = await QueryAsync(influx, "SELECT count(id) FROM incident WHERE rule = 'primary-supply-pressure-low'");
        Assert.Equal(1, lines["values"]![0]![1]!.GetValue<int>());
    }

    [Fact]
    public async Task Wait_StoreAway_StopsAcknowledgingSaysSoAndLosesNothing()
    {
        using var folder = new TemporaryFolder();
        await using InfluxPeer influx = await InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));
        await using WorkerProcess worker = await StartAsync(folder, influx, "wait");
        await influx.StopAsync();
        using LoadGenerator.Running load = LoadGenerator.Start(
            worker.MqttPort, "--count", $"{Messages}", "--devices", "900", "--timeout", "240", "--acked", folder["acked"]);

        await Eventually.TrueAsync(async () => (await RulesAsync(worker)).Contains("journal-full"), Limit, () => worker.Output);
        using (HttpResponseMessage answer = await worker.Http.GetAsync("/readyz"))
        {
            Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.Contains("nothing is acknowledged", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        Assert.False(load.Finished.IsCompleted);
        await influx.StartAsync();
        LoadGenerator.Result result = await load.Finished;

        Assert.True(result.Acknowledged == Messages, result.Output + worker.Output);
        await AcknowledgedReadings.AreStoredOnceAsync(worker, folder["acked"]);
        Assert.Equal(0, await worker.MetricAsync("telemetry_journal_dropped_records_total"));
        await Eventually.TrueAsync(async () => (await worker.GetAsync("/readyz"))["ready"]!.GetValue<bool>(), Limit, () => worker.Output);
        await Eventually.TrueAsync(
            async () => (await worker.GetAsync("/api/v1/incidents?state=returned-unacknowledged")).AsArray().Any(i => i!["rule"]!.GetValue<string>() == "journal-full"),
            Limit, () => worker.Output);
    }

    private static Task<WorkerProcess> StartAsync(TemporaryFolder folder, InfluxPeer influx, string whenFull) => WorkerProcess.StartAsync(
        folder["data"], Repository.BenchCity, "--Store:Kind=influxdb1", $"--Store:Url={influx.Url.AbsoluteUri.TrimEnd('/')}",
        $"--Journal:WhenFull={whenFull}", "--Journal:SegmentBytes=2097152", "--Journal:MaximumBytes=8388608", "--Journal:KeepBytes=0");

    private static async Task LowPressureAsync(WorkerProcess worker)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        string samples = string.Join(',', Enumerable.Range(0, 5).Select(i => $$"""{"ts":{{now - 40_000 + i * 10_000}},"primary_supply_pressure":0.1}"""));
        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, "city/linqing/heating/hs-0999/telemetry", $"[{samples}]");
        Assert.True(exitCode == 0, output);
    }

    private static async Task<string[]> RulesAsync(WorkerProcess worker) =>
        [.. (await worker.GetAsync("/api/v1/incidents")).AsArray().Select(i => i!["rule"]!.GetValue<string>())];

    private static async Task<JsonNode> QueryAsync(InfluxPeer influx, string statement) =>
        JsonNode.Parse(await influx.QueryAsync(statement, "telemetry"))!["results"]![0]!["series"]![0]!;
}
