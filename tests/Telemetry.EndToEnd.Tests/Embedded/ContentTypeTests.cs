using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Embedded;

/// <summary>The content type of MQTT 5 chooses the codec, over a real connection.</summary>
public sealed class ContentTypeTests
{
    private const string Topic = "city/linqing/heating/hs-0001/telemetry";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Senml_IsReadAndAnUnknownTypeIsQuarantined()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);

        await PublishAsync(worker, """[{"bn":"urn:dev:hs-0001:","n":"primary_supply_pressure","u":"kPa","v":820},{"n":"primary_flow","u":"kg/s","v":10}]""", "application/senml+json");
        await PublishAsync(worker, """{"primary_flow":1}""", "application/x-vendor");

        await Eventually.EqualAsync(1, () => worker.MetricAsync("telemetry_rejected_messages_total{reason=\"unsupported-content\"}"), Limit, () => worker.Output);
        await Eventually.EqualAsync(36, async () => (await FieldsAsync(worker))["primary_flow"]?["value"]?.GetValue<double>() ?? 0, Limit, () => worker.Output);
        Assert.Equal(0.82, (await FieldsAsync(worker))["primary_supply_pressure"]!["value"]!.GetValue<double>());
        Assert.Contains("hs-0001 sends the content type 'application/x-vendor'", worker.Output, StringComparison.Ordinal);
    }

    private static async Task PublishAsync(WorkerProcess worker, string payload, string contentType)
    {
        (int exitCode, string output) = await MosquittoClient.PublishAsync(worker.MqttPort, Topic, payload, "-V", "5", "-D", "publish", "content-type", contentType);
        Assert.True(exitCode == 0, output);
    }

    private static async Task<JsonNode> FieldsAsync(WorkerProcess worker) => (await worker.GetAsync("/api/v1/devices/hs-0001"))["fields"]!;
}
