using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class SilencesApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Post_Preview_ThenCreate_Extend_Withdraw()
    {
        string incident = await worker.IncidentAsync("hs-1");
        const string Order = """{"scope":{"devices":["hs-1"]},"duration":"2h","reason":"泵检修 pump","preview":true}""";

        (HttpStatusCode status, JsonNode preview) = await SendAsync(HttpMethod.Post, "/api/v1/silences", Order);
        Assert.Equal((HttpStatusCode.OK, 1), (status, preview["held"]!.GetValue<int>()));
        Assert.Equal((1, "low", 1L), (preview["devices"]!.GetValue<int>(), preview["rules"]![0]!.GetValue<string>(), preview["recent"]!.GetValue<long>()));
        Assert.Equal(incident, preview["incidents"]![0]!.GetValue<string>());
        Assert.True(JsonNode.DeepEquals(preview, (await SendAsync(HttpMethod.Post, "/api/v1/silences/preview", Order)).Body));
        Assert.DoesNotContain((await worker.GetAsync("/api/v1/silences")).AsArray(), s => Text(s!, "reason").StartsWith('泵'));

        (status, JsonNode made) = await SendAsync(HttpMethod.Post, "/api/v1/silences", Order.Replace(",\"preview\":true", "", StringComparison.Ordinal));
        string id = made["id"]!.GetValue<string>();
        Assert.Equal((HttpStatusCode.Created, "in-force", 1L, "administrator"), (status, Text(made, "state"), made["incidents"]!.GetValue<long>(), Text(made, "owner")));
        Assert.Equal("shelved", (await worker.GetAsync($"/api/v1/incidents/{incident}"))["incident"]!["state"]!.GetValue<string>());
        Assert.Contains((await worker.GetAsync("/api/v1/silences?state=in-force")).AsArray(), s => Text(s!, "id") == id);
        string metrics = await worker.Http.GetStringAsync("/metrics");
        Assert.Contains("telemetry_silences{kind=\"silence\"} ", metrics, StringComparison.Ordinal);
        Assert.Contains("telemetry_incidents_held{reason=\"shelved\"} 1", metrics, StringComparison.Ordinal);

        (status, JsonNode longer) = await SendAsync(HttpMethod.Post, $"/api/v1/silences/{id}/extend", """{"duration":"1h","version":1}""");
        Assert.Equal((HttpStatusCode.OK, 2), (status, longer["version"]!.GetValue<int>()));
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync(HttpMethod.Delete, $"/api/v1/silences/{id}?version=1")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(HttpMethod.Delete, $"/api/v1/maintenance/{id}")).Status);

        (status, JsonNode ended) = await SendAsync(HttpMethod.Delete, $"/api/v1/silences/{id}?version=2");
        Assert.Equal((HttpStatusCode.OK, "over", "administrator"), (status, Text(ended, "state"), Text(ended, "endedBy")));
        Assert.Equal("unacknowledged", (await worker.GetAsync($"/api/v1/incidents/{incident}"))["incident"]!["state"]!.GetValue<string>());
        Assert.Contains((await worker.GetAsync("/api/v1/silences?state=over")).AsArray(), s => Text(s!, "id") == id);
        Assert.Equal("over", Text(await worker.GetAsync($"/api/v1/silences/{id}"), "state"));
    }

    [Theory]
    [InlineData("""{"scope":{"systems":["heatin"]},"duration":"1h","reason":"x"}""", "Unknown system 'heatin' (did you mean 'heating'?).")]
    [InlineData("""{"duration":"1h","reason":"x"}""", "The scope is empty")]
    [InlineData("""{"scope":{"devices":[null]},"duration":"1h","reason":"x"}""", "null among its ids")]
    [InlineData("""{"scope":{"devices":["hs-1"]},"reason":"x"}""", "Give 'end' or 'duration'")]
    [InlineData("""{"scope":{"devices":["hs-1"]},"duration":"long","reason":"x"}""", "is no duration")]
    [InlineData("""{"scope":{"devices":["hs-1"]},"end":"tomorrow","reason":"x"}""", "is no time")]
    [InlineData("""{"scope":{"devices":["hs-1"]},"duration":"1h"}""", "'reason' is missing")]
    [InlineData("""{"scope":{"devices":["cam-1"]},"duration":"2h","reason":"x"}""", "life safety")]
    public async Task Post_WhatMayNotBe_IsAProblemThatTellsTheMend(string body, string detail)
    {
        (HttpStatusCode status, JsonNode problem) = await SendAsync(HttpMethod.Post, "/api/v1/silences", body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(detail, Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Maintenance_OfLifeSafety_IsShownOnTheOverviewAndOnThePage()
    {
        (HttpStatusCode status, JsonNode made) = await SendAsync(
            HttpMethod.Post, "/api/v1/maintenance", """{"scope":{"devices":["cam-2"]},"duration":"30m","reason":"<b>镜头清洁</b>"}""");
        Assert.Equal((HttpStatusCode.Created, true), (status, made["lifeSafety"]!.GetValue<bool>()));

        string overview = await ReadAsync("/"), page = await ReadAsync("/silences");

        Assert.Contains("人身安全告警被静默", overview, StringComparison.Ordinal);
        Assert.Contains("cam-2", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", (await worker.Http.GetStringAsync("/")) + await worker.Http.GetStringAsync("/silences"), StringComparison.Ordinal);
        Assert.Contains("telemetry_life_safety_silences 1", await worker.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        await Eventually.TrueAsync(() => worker.Http.GetStringAsync("/api/v1/incidents").Result.Contains("life-safety-silenced", StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Delete, $"/api/v1/maintenance/{Text(made, "id")}")).Status);
    }

    [Fact]
    public async Task Page_ShowsFirstWhatItWouldCatch_ThenMakesIt()
    {
        var form = new Dictionary<string, string> { ["kind"] = "silence", ["area"] = "village", ["hours"] = "1.5", ["reason"] = "停水清渠", ["step"] = "preview" };

        string preview = await PageAsync("/silences", form);
        Assert.Contains("预览：将会静默", preview, StringComparison.Ordinal);
        Assert.DoesNotContain("停水清渠", await ReadAsync("/silences"), StringComparison.Ordinal);

        form["step"] = "create";
        using HttpResponseMessage made = await PostAsync("/silences", form);
        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        Assert.Contains("停水清渠", await ReadAsync("/silences"), StringComparison.Ordinal);

        form["hours"] = "25";
        using HttpResponseMessage refused = await PostAsync("/silences", form);
        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("Silence:Maximum", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);

        string id = (await worker.GetAsync("/api/v1/silences")).AsArray().First(s => Text(s!, "reason") == "停水清渠")!["id"]!.GetValue<string>();
        using HttpResponseMessage withdrawn = await PostAsync($"/silences/{id}", new() { ["kind"] = "silence", ["step"] = "withdraw", ["version"] = "1" });
        Assert.Equal(HttpStatusCode.Redirect, withdrawn.StatusCode);
        Assert.Equal("over", Text(await worker.GetAsync($"/api/v1/silences/{id}"), "state"));
    }

    [Fact]
    public async Task WithoutALogin_NothingAnswers()
    {
        using HttpClient nobody = worker.NewClient();
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.GetAsync("/api/v1/silences")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await nobody.PostAsJsonAsync("/api/v1/silences", new { reason = "x" })).StatusCode);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private async Task<(HttpStatusCode Status, JsonNode Body)> SendAsync(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using HttpResponseMessage response = await worker.Http.SendAsync(request);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private Task<HttpResponseMessage> PostAsync(string path, Dictionary<string, string> form) => worker.Http.PostAsync(path, new FormUrlEncodedContent(form));

    private async Task<string> PageAsync(string path, Dictionary<string, string> form)
    {
        using HttpResponseMessage response = await PostAsync(path, form);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return WebUtility.HtmlDecode(await response.Content.ReadAsStringAsync());
    }

    private async Task<string> ReadAsync(string path) => WebUtility.HtmlDecode(await worker.Http.GetStringAsync(path));
}
