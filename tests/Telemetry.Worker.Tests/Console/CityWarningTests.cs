using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Worker.Tests.Console;

public sealed class CityWarningTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Reload_DeviceMovesWithoutMovedFrom_IsToldByApiAndPage()
    {
        string path = Path.Combine(worker.CityFolder, "city", "town.yaml");
        string places = await File.ReadAllTextAsync(path);
        await File.WriteAllTextAsync(path, places.Replace("en: One } }", "en: One }, area: village }", StringComparison.Ordinal));
        using HttpResponseMessage taken = await worker.Http.PostAsync("/api/v1/city/reload", null);
        JsonNode answer = (await taken.Content.ReadFromJsonAsync<JsonNode>())!;
        string page = await worker.Http.GetStringAsync("/");

        Assert.StartsWith("hs-1 (town -> village) changed area", Assert.Single(answer["lastReload"]!["warnings"]!.AsArray())!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("hs-1 (town -&gt; village) changed area without", page, StringComparison.Ordinal);
    }
}
