using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>What a developer sees on the first day: embedded broker, embedded store, one command.</summary>
public sealed class FirstRunTests
{
    private const string Topic = "city/linqing/heating/hs-0001/telemetry";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Reading_PublishedByMosquittoPub_IsAnsweredByTheApi()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"seq":1,"primary_supply_pressure":0.82,"primary_flow":301.25}""");

        Assert.True(exitCode == 0, output);
        await Eventually.EqualAsync(301.25, () => LastAsync(worker, "primary_flow"), Limit, () => worker.Output);
        JsonNode device = await worker.GetAsync("/api/v1/devices/hs-0001");
        Assert.Equal(0.82, device["fields"]!["primary_supply_pressure"]!["value"]!.GetValue<double>());
        Assert.Equal("good", device["fields"]!["primary_supply_pressure"]!["quality"]!.GetValue<string>());
    }

    [Fact]
    public async Task LowPressure_FortySeconds_OpensAnIncidentThatIsAcknowledgedClearsAndSurvivesARestart()
    {
        using var folder = new TemporaryFolder();
        string id;
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path))
        {
            await PublishPressureAsync(worker, secondsAgo: [40, 30, 20, 10, 0], pressure: 0.12);
            await Eventually.EqualAsync(1, async () => (await IncidentsAsync(worker, "unacknowledged")).Count, Limit, () => worker.Output);
            JsonNode incident = (await IncidentsAsync(worker, "unacknowledged"))[0]!;
            Assert.Equal("high", incident["severity"]!.GetValue<string>());
            Assert.Equal("hs-0001", incident["device"]!.GetValue<string>());
            Assert.NotEmpty(incident["titleZh"]!.GetValue<string>());
            id = incident["id"]!.GetValue<string>();
        }

        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path))
        {
            Assert.Equal(id, (await IncidentsAsync(worker, "open"))[0]!["id"]!.GetValue<string>());
            using HttpResponseMessage acknowledged = await worker.PostAsync($"/api/v1/incidents/{id}/ack", new { note = "on my way" });
            JsonNode incident = (await acknowledged.Content.ReadFromJsonAsync<JsonNode>())!;
            Assert.Equal("acknowledged", incident["state"]!.GetValue<string>());
            Assert.Equal("administrator", incident["acknowledgedBy"]!.GetValue<string>());
            using HttpResponseMessage again = await worker.PostAsync($"/api/v1/incidents/{id}/ack", new { });
            Assert.Equal(HttpStatusCode.OK, again.StatusCode); // of the same person: taken once, and no conflict

            await PublishPressureAsync(worker, secondsAgo: [0], pressure: 0.9);
            await Eventually.EqualAsync(1, async () => (await IncidentsAsync(worker, "closed")).Count, Limit, () => worker.Output);
            JsonNode history = (await worker.GetAsync($"/api/v1/incidents/{id}"))["history"]!;
            Assert.Equal(
                ["raised by rules", "acknowledged by administrator", "cleared by rules"],
                history.AsArray().Select(e => $"{e!["what"]} by {e["who"]}").Where(line => line.EndsWith(" by rules", StringComparison.Ordinal) || line.EndsWith(" by administrator", StringComparison.Ordinal)));
            Assert.Contains("step by escalation", history.AsArray().Select(e => $"{e!["what"]} by {e["who"]}"));
        }
    }

    [Fact]
    public async Task Start_OnTheSameData_GoesOnWhereItEnded()
    {
        using var folder = new TemporaryFolder();
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path))
        {
            await MosquittoClient.PublishAsync(worker.MqttPort, Topic, """{"primary_flow":11}""");
            await MosquittoClient.PublishAsync(worker.MqttPort, "city/linqing/heating/hs-0001/status", """{"online":true}""", "-r");
            await Eventually.EqualAsync(11, () => LastAsync(worker, "primary_flow"), Limit, () => worker.Output);
            await worker.StopAsync();
            Assert.Equal(0, worker.ExitCode);
        }

        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path))
        {
            Assert.Equal(11, await LastAsync(worker, "primary_flow"));
            JsonNode device = await worker.GetAsync("/api/v1/devices/hs-0001");
            Assert.Equal(11, device["fields"]!["primary_flow"]!["value"]!.GetValue<double>());
            Assert.True(device["device"]!["online"]!.GetValue<bool>());
            await using PeerProcess retained = MosquittoClient.Subscribe(worker.MqttPort, "city/+/+/+/status", "-C", "1");
            await retained.WaitForExitAsync(Limit);
            Assert.Contains("\"online\":true", retained.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Aggregate_EveryMinute_IsComputedByTheStore()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        long minute = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()).AddMinutes(-10).ToUnixTimeMilliseconds() / 60_000 * 60_000;
        string samples = string.Join(',', Enumerable.Range(0, 6).Select(i => $$"""{"ts":{{minute + i * 20_000}},"primary_flow":{{i}}}"""));

        await MosquittoClient.PublishAsync(worker.MqttPort, Topic, $"[{samples}]");

        await Eventually.EqualAsync(6, async () => (await PointsAsync(worker, "")).Count, Limit, () => worker.Output);
        Assert.Equal([1.0, 4.0], (await PointsAsync(worker, "&every=1m&fn=mean")).Select(p => p!["value"]!.GetValue<double>()));
        Assert.Equal([2.0, 5.0], (await PointsAsync(worker, "&every=1m&fn=max")).Select(p => p!["value"]!.GetValue<double>()));
    }

    private static async Task PublishPressureAsync(WorkerProcess worker, int[] secondsAgo, double pressure)
    {
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        foreach (int seconds in secondsAgo)
        {
            (int exitCode, string output) = await MosquittoClient.PublishAsync(
                worker.MqttPort, Topic, string.Create(System.Globalization.CultureInfo.InvariantCulture, $$"""{"ts":{{now - seconds * 1000}},"primary_supply_pressure":{{pressure}}}"""));
            Assert.True(exitCode == 0, output);
        }
    }

    private static async Task<JsonArray> IncidentsAsync(WorkerProcess worker, string state) => (await worker.GetAsync($"/api/v1/incidents?state={state}")).AsArray();

    private static async Task<JsonArray> PointsAsync(WorkerProcess worker, string query) =>
        (await worker.GetAsync($"/api/v1/readings?device=hs-0001&field=primary_flow&from=-1h{query}"))["points"]!.AsArray();

    private static async Task<double> LastAsync(WorkerProcess worker, string field) =>
        (await worker.GetAsync($"/api/v1/readings?device=hs-0001&field={field}"))["points"]!.AsArray().LastOrDefault()?["value"]?.GetValue<double>() ?? double.NaN;
}
