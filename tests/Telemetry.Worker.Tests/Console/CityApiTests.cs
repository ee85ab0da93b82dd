using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class CityApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Reload_TakenThenRefused_IsToldByApiMetricsAndPage()
    {
        string first = (await worker.GetAsync("/api/v1/city"))["hash"]!.GetValue<string>();
        TestCity.Write(worker.CityFolder, "en: Pressure low", "en: Low pressure");

        using HttpResponseMessage taken = await worker.Http.PostAsync("/api/v1/city/reload", null);
        JsonNode answer = (await taken.Content.ReadFromJsonAsync<JsonNode>())!;
        TestCity.Write(worker.CityFolder, "when: pressure", "when: presure");
        using HttpResponseMessage refused = await worker.Http.PostAsync("/api/v1/city/reload", null);
        JsonNode problem = (await refused.Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.NotEqual(first, answer["hash"]!.GetValue<string>());
        Assert.Equal(("administrator", "taken", 6, 2), (
            answer["by"]!.GetValue<string>(), answer["lastReload"]!["outcome"]!.GetValue<string>(),
            answer["counts"]!["devices"]!.GetValue<int>(), answer["counts"]!["rules"]!.GetValue<int>()));
        Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
        Assert.Equal("refused", problem["outcome"]!.GetValue<string>());
        Assert.All(problem["mistakes"]!.AsArray(), mistake => Assert.Equal(14, mistake!["line"]!.GetValue<int>()));
        JsonNode now = await worker.GetAsync("/api/v1/city");
        Assert.Equal(answer["hash"]!.GetValue<string>(), now["hash"]!.GetValue<string>());
        Assert.Equal("refused", now["lastReload"]!["outcome"]!.GetValue<string>());
        string metrics = await worker.Http.GetStringAsync("/metrics");
        Assert.Contains("telemetry_city_reloads_total{outcome=\"taken\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("telemetry_city_reloads_total{outcome=\"refused\"} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains($"telemetry_city_info{{hash=\"{answer["hash"]}\"}} 1\n", metrics, StringComparison.Ordinal);
        Assert.Contains("telemetry_city_last_reload_failed 1\n", metrics, StringComparison.Ordinal);

        foreach ((string language, string words) in ((string, string)[])[("zh", "重新加载城市配置未成功"), ("en", "The city could not be reloaded")])
        {
            string page = await PageAsync(language);
            Assert.Contains(words, page, StringComparison.Ordinal);
            Assert.Contains("heating.yaml:14:", page, StringComparison.Ordinal);
            Assert.Contains(answer["hash"]!.GetValue<string>()[..12], page, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Reload_WithoutAToken_IsRefused()
    {
        using HttpClient stranger = worker.NewClient();

        using HttpResponseMessage response = await stranger.PostAsync("/api/v1/city/reload", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private async Task<string> PageAsync(string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/");
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        using HttpResponseMessage response = await worker.Http.SendAsync(request);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }
}
