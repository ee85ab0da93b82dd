using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class DeviceHealthApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Device_AnswersWithItsFaultsAndTheSkewOfItsClock()
    {
        JsonNode silent = (await worker.GetAsync("/api/v1/devices/cam-1"))["health"]!;
        Assert.Equal("""{"clockSkewMs":null,"flooded":0,"faults":[],"rejected":0,"lastReject":null}""", silent.ToJsonString());

        long hourAgo = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - 3_600_000;
        worker.Publish("city/town/water-safety/cam-2/telemetry", $$"""{"ts":{{hourAgo}},"seq":1,"battery":50}""");
        worker.Publish("city/town/water-safety/cam-2/telemetry", $$"""{"ts":{{hourAgo + 1}},"seq":5,"battery":150}""");
        await Eventually.TrueAsync(() => HealthAsync().Result["faults"]!.AsArray().Count == 2);

        JsonNode health = await HealthAsync();
        Assert.Equal(["out-of-range", "sequence-gap"], health["faults"]!.AsArray().Select(f => f!["fault"]!.GetValue<string>()));
        Assert.InRange(health["clockSkewMs"]!.GetValue<long>(), -3_660_000, -3_599_000);
        Assert.Contains("telemetry_device_faults_total{reason=\"sequence-gap\"} 1", await worker.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_ThatSendsWhatIsNoJson_SaysWhyTheLastMessageWasNotTakenInApiAndPage()
    {
        worker.Publish("city/town/heating/hs-1/telemetry", "battery");
        worker.Publish("city/town/heating/hs-1/telemetry", "[");
        await Eventually.TrueAsync(() => worker.GetAsync("/api/v1/devices/hs-1").Result["health"]!["rejected"]!.GetValue<long>() == 2);

        JsonNode reject = (await worker.GetAsync("/api/v1/devices/hs-1"))["health"]!["lastReject"]!;
        Assert.Equal("malformed-json", reject["reason"]!.GetValue<string>());
        Assert.EndsWith("Z", reject["at"]!.GetValue<string>(), StringComparison.Ordinal);

        string page = System.Net.WebUtility.HtmlDecode(await worker.Http.GetStringAsync("/devices/hs-1"));
        Assert.Contains("<code>malformed-json</code>", page, StringComparison.Ordinal);
        Assert.Contains("进入隔离区", page, StringComparison.Ordinal);
        Assert.Contains("通信健康", page, StringComparison.Ordinal);
        using HttpResponseMessage missing = await worker.Http.GetAsync("/devices/cam-77");
        Assert.Equal(System.Net.HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Contains("没有编号为 cam-77 的设备", System.Net.WebUtility.HtmlDecode(await missing.Content.ReadAsStringAsync()), StringComparison.Ordinal);
    }

    private async Task<JsonNode> HealthAsync() => (await worker.GetAsync("/api/v1/devices/cam-2"))["health"]!;
}
