using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Cli;
using Telemetry.Worker.Tests.Cli;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class QuarantineApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task One_IsWholeWithItsPlaceAndItsBytes()
    {
        long position = await RejectAsync("city/town/heating/hs-2/telemetry", "{\n \"flow\": 1,\n \"flow\": 2}");

        JsonNode message = await worker.GetAsync($"/api/v1/quarantine/{position}");
        Assert.Equal("duplicate-key", message["reason"]!.GetValue<string>());
        Assert.Equal((15, 3, 2), (message["place"]!["offset"]!.GetValue<int>(), message["place"]!["line"]!.GetValue<int>(), message["place"]!["column"]!.GetValue<int>()));
        using HttpResponseMessage payload = await worker.Http.GetAsync($"/api/v1/quarantine/{position}/payload");
        Assert.Equal("{\n \"flow\": 1,\n \"flow\": 2}", await payload.Content.ReadAsStringAsync());
        Assert.Equal(("application/octet-stream", "attachment"), (payload.Content.Headers.ContentType!.MediaType, payload.Content.Headers.ContentDisposition!.DispositionType));
        Assert.Contains("nosniff", payload.Headers.GetValues("X-Content-Type-Options"));
    }

    [Fact]
    public async Task Pages_GoOnWhereTheLastOneEnded()
    {
        for (int i = 0; i < 3; i++)
            await RejectAsync("city/page/of/three", $"page {i}");

        JsonNode first = await worker.GetAsync("/api/v1/quarantine?topic=page/of&limit=2");
        JsonNode second = await worker.GetAsync($"/api/v1/quarantine?topic=page/of&limit=2&before={first["next"]}");

        Assert.Equal(["page 2", "page 1"], first["messages"]!.AsArray().Select(m => m!["text"]!.GetValue<string>()));
        Assert.Equal(["page 0"], second["messages"]!.AsArray().Select(m => m!["text"]!.GetValue<string>()));
        Assert.Null(second["next"]);
    }

    [Fact]
    public async Task Export_GivesEachMessageOneLineAndNoFormula()
    {
        await RejectAsync("city/=cmd|' /C calc'!A0", "=1+1,\"x\"\n\u001b[2J");

        string[] csv = (await worker.Http.GetStringAsync("/api/v1/quarantine/export?format=csv&topic=calc")).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        string ndjson = await worker.Http.GetStringAsync("/api/v1/quarantine/export?topic=calc");

        Assert.Equal("position,received_at,reason,device,topic,content_type,bytes,replayed_at,text,base64", csv[0]);
        Assert.EndsWith(",\"unknown-topic\",\"\",\"city/=cmd|' /C calc'!A0\",\"\",\"13\",\"\",\"'=1+1,\"\"x\"\"\\u000a\\u001b[2J\",\"\"", Assert.Single(csv[1..]), StringComparison.Ordinal);
        Assert.Equal("=1+1,\"x\"\n\u001b[2J", JsonNode.Parse(Assert.Single(ndjson.Split('\n', StringSplitOptions.RemoveEmptyEntries)))!["text"]!.GetValue<string>());
        Assert.DoesNotContain('\u001b', ndjson);
    }

    [Fact]
    public async Task Replay_TellsWhatHappensAndAsksForOneChoice()
    {
        long position = await RejectAsync("city/town/heating/hs-2/telemetry", """{"flow":1,"flow":3}""");

        JsonNode dry = await ReplayAsync($$"""{"positions":[{{position}}],"dryRun":true}""");
        JsonNode done = await ReplayAsync($$"""{"positions":[{{position}},888888]}""");

        Assert.True(dry["dryRun"]!.GetValue<bool>());
        Assert.Null((await worker.GetAsync($"/api/v1/quarantine/{position}"))["replayedAt"]);
        Assert.Equal((1, 1), (done["refused"]!.GetValue<int>(), done["notFound"]!.GetValue<int>()));
        Assert.Equal(("refused", "duplicate-key", "hs-2"), (done["messages"]![0]!["outcome"]!.GetValue<string>(), done["messages"]![0]!["reason"]!.GetValue<string>(), done["messages"]![0]!["device"]!.GetValue<string>()));
        Assert.Equal("administrator", (await worker.GetAsync($"/api/v1/quarantine/{position}"))["triedBy"]!.GetValue<string>());
        foreach (string body in (string[])["{}", """{"positions":[1],"filter":{}}""", """{"filter":{"reason":"nonsense"}}"""])
        {
            using HttpResponseMessage refused = await PostAsync(body);
            Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        }
    }

    [Fact]
    public async Task Command_ReplaysThroughTheRunningWorker()
    {
        long position = await RejectAsync("city/town/heating/hs-2/telemetry", """{"flow":1,"flow":4}""");
        string[] where = ["--Data:Folder=" + worker.DataFolder, "--Console:Url=" + worker.Http.BaseAddress];

        CommandRun dry = await CommandRun.OfAsync(["quarantine", "replay", "--dry-run", "--position", $"{position}", .. where]);
        CommandRun show = await CommandRun.OfAsync(["quarantine", "show", $"{position}", .. where]);
        CommandRun neither = await CommandRun.OfAsync(["quarantine", "replay", .. where]);
        CommandRun nobody = await CommandRun.OfAsync(["quarantine", "replay", "--all", where[0], "--Console:Url=http://127.0.0.1:1"]);

        Assert.Equal((ExitCode.Success, ""), (dry.ExitCode, dry.Error));
        Assert.Contains("refused          duplicate-key        hs-2", dry.Output, StringComparison.Ordinal);
        Assert.Contains("would be taken 0, refused 1", dry.Output, StringComparison.Ordinal);
        Assert.Contains("reason     duplicate-key at line 1, byte 11 (offset 10)", show.Output, StringComparison.Ordinal);
        Assert.Contains("""{"flow":1,"flow":4}""", show.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Mistakes, neither.ExitCode);
        Assert.Equal(ExitCode.Failed, nobody.ExitCode);
        Assert.Contains("does not answer", nobody.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ListsEscapedAndReplaysWhatIsTicked()
    {
        long position = await RejectAsync("city/<b>x</b>", "<script>alert(1)</script>\u202e");
        worker.Http.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");

        string page = await worker.Http.GetStringAsync("/quarantine?topic=%3Cb%3E");
        using var form = new FormUrlEncodedContent([new("position", $"{position}"), new("do", "replay")]);
        using HttpResponseMessage answer = await worker.Http.PostAsync("/quarantine?topic=%3Cb%3E", form);
        string after = await answer.Content.ReadAsStringAsync();
        string wrong = await worker.Http.GetStringAsync("/quarantine?area=nowhere");

        Assert.Contains("&lt;script&gt;alert(1)&lt;/script&gt;\\u202e", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>x", page, StringComparison.Ordinal);
        Assert.Contains($"value=\"{position}\"", page, StringComparison.Ordinal);
        Assert.Contains("taken 0, refused 1", after, StringComparison.Ordinal);
        Assert.Contains("area = &#x27;nowhere&#x27; is not known.", wrong, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/quarantine") { Content = new FormUrlEncodedContent([]) };
        using HttpClient stranger = worker.NewClient();
        using HttpResponseMessage refused = await stranger.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    private async Task<long> RejectAsync(string topic, string payload)
    {
        worker.Publish(topic, payload);
        JsonNode? found = null;
        await Eventually.TrueAsync(() => (found = worker.GetAsync($"/api/v1/quarantine?limit=1&topic={Uri.EscapeDataString(topic)}").Result["messages"]!.AsArray().FirstOrDefault())?["text"]?.GetValue<string>() == payload);
        return found!["position"]!.GetValue<long>();
    }

    private async Task<JsonNode> ReplayAsync(string body)
    {
        using HttpResponseMessage response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        return await worker.Http.PostAsync("/api/v1/quarantine/replay", content);
    }
}
