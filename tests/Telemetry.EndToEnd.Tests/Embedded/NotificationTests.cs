using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>An alarm reaches somebody: the webhook, and the voice at the water.</summary>
public sealed class NotificationTests
{
    private const string Camera = "city/linqing/water-safety/cam-01";
    private const string Intrusion = """{"event":"intrusion","zone":"north","confidence":0.91,"dwell_ms":4200,"track":"t1","age_class":"adult"}""";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Intrusion_TellsTheWebhookAndMakesTheCameraSpeak()
    {
        using var folder = new TemporaryFolder();
        await using var webhook = new WebhookReceiver();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(
            folder.Path, null, $"--Notifications:Webhook:Url=http://127.0.0.1:{webhook.Port}/hook", "--Notifications:Webhook:Token=sesame");
        await using PeerProcess camera = MosquittoClient.Subscribe(worker.MqttPort, $"{Camera}/command", "-C", "1");
        await Eventually.TrueAsync(async () => await worker.MetricAsync("telemetry_mqtt_subscriptions") >= 1, Limit, () => worker.Output);

        await MosquittoClient.PublishAsync(worker.MqttPort, $"{Camera}/event", Intrusion);

        await camera.WaitForExitAsync(Limit);
        JsonNode command = JsonNode.Parse(camera.Output[camera.Output.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal("voice", command["name"]!.GetValue<string>());
        Assert.Equal("危险水域,请勿靠近!", command["args"]!["text"]!.GetValue<string>());
        Assert.InRange(command["ttlMs"]!.GetValue<long>(), 1, 30_000);

        string id = command["id"]!.GetValue<string>();
        await MosquittoClient.PublishAsync(worker.MqttPort, $"{Camera}/command/reply", $$"""{"id":"{{id}}","state":"done"}""");
        await Eventually.EqualAsync(1, () => worker.MetricAsync("telemetry_notifications{channel=\"command\",state=\"delivered\"}"), Limit, () => worker.Output);
        await Eventually.TrueAsync(() => Task.FromResult(webhook.Feed.Count > 0 && webhook.Calls.Count > 0), Limit, () => worker.Output);
        (string? _, string? authorization, JsonNode body) = webhook.Feed[0];
        Assert.Equal("Bearer sesame", authorization);
        Assert.Equal("raised", body["event"]!.GetValue<string>());
        Assert.Equal("north", body["incident"]!["attributes"]!["zone"]!.GetValue<string>());

        // And the duty of the village is called, by its role: this data folder knows no people.
        Assert.Equal(body["incident"]!["id"]!.GetValue<string>(), webhook.Calls[0].Body["incidents"]![0]!["id"]!.GetValue<string>());
        Assert.NotNull(webhook.Calls[0].Body["duty"]);
    }

    [Fact]
    public async Task Webhook_DownAndWorkerKilled_IsToldOnceItIsBackUnderTheSameKey()
    {
        using var folder = new TemporaryFolder();
        int hookPort = PeerProcess.FreePort();
        string hook = $"--Notifications:Webhook:Url=http://127.0.0.1:{hookPort}/";
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path, null, hook))
        {
            await MosquittoClient.PublishAsync(worker.MqttPort, $"{Camera}/event", Intrusion);
            await Eventually.EqualAsync(1, async () => (await worker.GetAsync("/api/v1/incidents")).AsArray().Count, Limit, () => worker.Output);
            worker.Kill();
        }

        await using var webhook = new WebhookReceiver(hookPort) { Status = 503 };
        await using (WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path, null, hook))
        {
            await Eventually.TrueAsync(() => Task.FromResult(!webhook.Received.IsEmpty), Limit, () => worker.Output);
            webhook.Status = 200;
            await Eventually.TrueAsync(
                async () => await worker.MetricAsync("telemetry_notifications{channel=\"webhook\",state=\"delivered\"}") >= webhook.Received.Select(r => r.Key).Distinct().Count()
                    && webhook.Calls.Count > 0, Limit, () => worker.Output);
            Assert.Single(webhook.Feed.Select(r => r.Key).Distinct());
            Assert.Single((await worker.GetAsync("/api/v1/incidents?state=all")).AsArray());
        }
    }

    [Fact]
    public async Task Voice_NobodyAnswers_ExpiresAndIsToldInTheHistory()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path, null, "--Clock:Speed=20");

        await MosquittoClient.PublishAsync(worker.MqttPort, $"{Camera}/event", Intrusion);

        await Eventually.EqualAsync(1, () => worker.MetricAsync("telemetry_notifications{channel=\"command\",state=\"expired\"}"), Limit, () => worker.Output);
        string id = (await worker.GetAsync("/api/v1/incidents?state=all"))[0]!["id"]!.GetValue<string>();
        Assert.Contains(
            (await worker.GetAsync($"/api/v1/incidents/{id}"))["history"]!.AsArray(),
            e => e!["who"]!.GetValue<string>() == "command" && e["what"]!.GetValue<string>() == "expired");
    }
}
