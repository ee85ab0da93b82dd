using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class BacktestsApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    private const string Path = "/api/v1/backtests";

    [Fact]
    public async Task Post_OwnJournal_FindsTheIncidentOfTheWorkerAndWhatOtherRulesChange()
    {
        string incident = await worker.IncidentAsync("hs-1");

        JsonNode ordered = await OrderAsync(new { compare = (string[])[TestCity.Heating.Replace("pressure < 0.3", "pressure < 0.05", StringComparison.Ordinal)] });
        JsonNode done = await DoneAsync(ordered["id"]!.GetValue<string>());

        Assert.Equal(("done", "administrator", 1.0), (done["state"]!.GetValue<string>(), done["by"]!.GetValue<string>(), done["share"]!.GetValue<double>()));
        Assert.Contains(done["answer"]!["result"]!["incidents"]!.AsArray(), each => each!["id"]!.GetValue<string>() == incident);
        Assert.Contains(done["answer"]!["comparison"]!["onlyBefore"]!.AsArray(), each => each!["id"]!.GetValue<string>() == incident);
        Assert.Empty(done["answer"]!["compare"]!["incidents"]!.AsArray());
        Assert.Contains((await worker.GetAsync(Path)).AsArray(), each => each!["id"]!.GetValue<string>() == ordered["id"]!.GetValue<string>() && each["answer"] is null);
    }

    [Fact]
    public async Task Post_RulesWithAMistake_FailsWithThePlace()
    {
        JsonNode ordered = await OrderAsync(new { from = "-1h", to = "now", rules = (string[])[TestCity.Heating.Replace("pressure < 0.3", "presure < 0.3", StringComparison.Ordinal)] });

        JsonNode done = await DoneAsync(ordered["id"]!.GetValue<string>());

        Assert.Equal("failed", done["state"]!.GetValue<string>());
        Assert.Matches(@"^rules\[0\]:\d+:\d+: .*presure", Assert.Single(done["mistakes"]!.AsArray())!.GetValue<string>());
    }

    [Theory]
    [InlineData("""{"from":"yesterday"}""", "from = 'yesterday' is not a time; write Unix milliseconds, RFC 3339 or for example -24h.")]
    [InlineData("""{"from":"2000","to":"1000"}""", "from (1970-01-01T00:00:02.000Z) is not before to (1970-01-01T00:00:01.000Z).")]
    [InlineData("""{"operators":0}""", "operators = 0 has to be from 1 to 1000.")]
    [InlineData("""{"rules":["kinds: {}"]}""", "rules[0]: this is no system file: no line says 'system: ID'. Give a whole file such as seeds/systems/heating.yaml with other rules.")]
    public async Task Post_WhatCannotBe_IsAProblem(string body, string detail)
    {
        using HttpResponseMessage response = await worker.Http.PostAsync(Path, new StringContent(body, System.Text.Encoding.UTF8, "application/json"));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(detail, (await response.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Post_WithoutAToken_IsUnauthorized()
    {
        using HttpClient stranger = worker.NewClient();

        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.PostAsync(Path, null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(Path)).StatusCode);
    }

    [Fact]
    public async Task Delete_KnownAndUnknown_AnswersWhatItIsNow()
    {
        // The order of the tests is not known: before anything was recorded there is nothing to judge, and that fails.
        await worker.IncidentAsync("hs-2");
        JsonNode ordered = await OrderAsync(new { });
        string path = $"{Path}/{ordered["id"]}";

        using HttpResponseMessage stopped = await worker.Http.DeleteAsync(path);
        using HttpResponseMessage unknown = await worker.Http.DeleteAsync(Path + "/bt-999");

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.NotFound), (stopped.StatusCode, unknown.StatusCode));
        JsonNode over = await DoneAsync(ordered["id"]!.GetValue<string>());
        string answered = (await stopped.Content.ReadFromJsonAsync<JsonNode>())!["state"]!.GetValue<string>();
        Assert.Equal(answered == "done" ? "done" : "cancelled", over["state"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.NotFound, (await worker.Http.GetAsync(Path + "/bt-999")).StatusCode);
    }

    private async Task<JsonNode> OrderAsync(object order)
    {
        using HttpResponseMessage response = await worker.Http.PostAsJsonAsync(Path, order);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        JsonNode item = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal($"{Path}/{item["id"]}", response.Headers.Location!.ToString());
        return item;
    }

    private async Task<JsonNode> DoneAsync(string id)
    {
        JsonNode? item = null;
        await Eventually.TrueAsync(() => (item = worker.GetAsync($"{Path}/{id}").Result)["state"]!.GetValue<string>() is not ("queued" or "running"));
        return item!;
    }
}
