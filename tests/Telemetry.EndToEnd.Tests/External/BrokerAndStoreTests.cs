using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.External;

/// <summary>The full stack's shape: a real mosquitto in front, a real influxd behind.</summary>
public sealed class BrokerAndStoreTests
{
    private const int Messages = 100_000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Load_AHundredThousandReadings_AreAllAcknowledgedAndAllStored()
    {
        using var folder = new TemporaryFolder();
        await using MosquittoBroker mosquitto = await MosquittoBroker.StartAsync();
        await using InfluxPeer influx = await StartInfluxAsync();
        await using WorkerProcess worker = await StartWorkerAsync(folder, mosquitto, influx);

        LoadGenerator.Result result = await LoadGenerator.RunAsync(mosquitto.Port, "--count", $"{Messages}", "--devices", "1000", "--timeout", "120", "--acked", folder["acked"]);

        Assert.True(result.Acknowledged == Messages, result.Output);
        await CompareAsync(worker, influx, folder["acked"]);
    }

    [Fact]
    public async Task Kill_InTheMiddle_LosesAndDoublesNothingAndOpensEachIncidentOnce()
    {
        using var folder = new TemporaryFolder();
        await using MosquittoBroker mosquitto = await MosquittoBroker.StartAsync();
        await using InfluxPeer influx = await StartInfluxAsync();
        LoadGenerator.Running load;
        string[] incidents;
        await using (WorkerProcess worker = await StartWorkerAsync(folder, mosquitto, influx))
        {
            await LowPressureAsync(mosquitto.Port);
            await Eventually.EqualAsync(1, async () => (await IncidentsAsync(worker)).Length, Limit, () => worker.Output);
            incidents = await IncidentsAsync(worker);
            load = LoadGenerator.Start(mosquitto.Port, "--count", $"{Messages}", "--devices", "1000", "--rate", "20000", "--timeout", "120", "--acked", folder["acked"]);
            await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_records_total") > Messages / 4, Limit, () => worker.Output);
            worker.Kill();
        }

        using (load)
        await using (WorkerProcess worker = await StartWorkerAsync(folder, mosquitto, influx))
        {
            LoadGenerator.Result result = await load.Finished;
            Assert.True(result.Acknowledged == Messages, result.Output);
            await CompareAsync(worker, influx, folder["acked"]);
            Assert.Equal(incidents, await IncidentsAsync(worker));
        }
    }

    [Fact]
    public async Task Store_StoppedForAWhile_MissesNothing()
    {
        using var folder = new TemporaryFolder();
        await using MosquittoBroker mosquitto = await MosquittoBroker.StartAsync();
        await using InfluxPeer influx = await StartInfluxAsync();
        await using WorkerProcess worker = await StartWorkerAsync(folder, mosquitto, influx);
        using LoadGenerator.Running load = LoadGenerator.Start(
            mosquitto.Port, "--count", "60000", "--devices", "1000", "--rate", "2000", "--timeout", "120", "--acked", folder["acked"]);
        await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_stored_lines_total") > 2_000, Limit, () => worker.Output);
        await influx.StopAsync();
        await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_store_lag_records") > 20_000, Limit, () => worker.Output);

        await influx.StartAsync();
        LoadGenerator.Result result = await load.Finished;

        Assert.True(result.Acknowledged == 60_000, result.Output);
        await CompareAsync(worker, influx, folder["acked"]);
    }

    private static Task<InfluxPeer> StartInfluxAsync() => InfluxPeer.StartAsync(Missing.Need("influxd", "influxdb"));

    /// <summary>Until the worker has subscribed for the first time, a broker has nobody to keep messages for.</summary>
    private static async Task<WorkerProcess> StartWorkerAsync(TemporaryFolder folder, MosquittoBroker mosquitto, InfluxPeer influx)
    {
        WorkerProcess worker = await WorkerProcess.StartExternalAsync(
            folder["data"], mosquitto.Port, Repository.BenchCity, "--Store:Kind=influxdb1", $"--Store:Url={influx.Url.AbsoluteUri.TrimEnd('/')}");
        await Eventually.EqualAsync(1, () => worker.MetricAsync("telemetry_ingest_up"), Limit, () => worker.Output);
        return worker;
    }

    private static async Task LowPressureAsync(int port)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        string samples = string.Join(',', Enumerable.Range(0, 5).Select(i => $$"""{"ts":{{now - 40_000 + i * 10_000}},"primary_supply_pressure":0.1}"""));
        (int exitCode, string output) = await MosquittoClient.PublishAsync(port, "city/linqing/heating/hs-0999/telemetry", $"[{samples}]");
        Assert.True(exitCode == 0, output);
    }

    private static async Task<string[]> IncidentsAsync(WorkerProcess worker) =>
        [.. (await worker.GetAsync("/api/v1/incidents?state=all")).AsArray().Select(i => i!["id"]!.GetValue<string>()).Order()];

    /// <summary>The API's answer for every device, and influxd's own count, against what the generator saw acknowledged.</summary>
    private static async Task CompareAsync(WorkerProcess worker, InfluxPeer influx, string ackedFile)
    {
        int stored = await AcknowledgedReadings.AreStoredOnceAsync(worker, ackedFile);
        JsonNode count = JsonNode.Parse(await influx.QueryAsync("SELECT count(primary_flow) FROM heating", "telemetry"))!;
        Assert.Equal(stored, count["results"]![0]!["series"]![0]!["values"]![0]![1]!.GetValue<int>());
    }
}
