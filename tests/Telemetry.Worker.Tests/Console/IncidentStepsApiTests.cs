using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;

namespace Telemetry.Worker.Tests.Console;

/// <summary>The steps of an incident over HTTP, by programs and by the forms of its page, against a whole worker.</summary>
public sealed class IncidentStepsApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Steps_OneAfterTheOther_ShowInItemHistoryAndFilters()
    {
        string id = await worker.IncidentAsync("hs-1");
        await worker.UserAsync("wang", "responder", "town");
        await worker.UserAsync("zhao", "responder", "town");

        JsonNode shelved = await TakenAsync(id, "shelve", """{"reason":"part\nordered\u202e","minutes":30,"version":1}""");
        Assert.Equal(("shelved", "part ordered", "administrator"), (Text(shelved, "state"), Text(shelved["hold"]!, "reason"), Text(shelved["hold"]!, "owner")));
        Assert.Equal(id, Assert.Single(await ListAsync("state=shelved&device=hs-1"))!["id"]!.GetValue<string>());
        await TakenAsync(id, "unshelve", "{}");
        JsonNode out1 = await TakenAsync(id, "out-of-service", """{"reason":"repair","until":"2096-11-21T20:00:00+08:00"}""");
        Assert.Equal(("out-of-service", "2096-11-21T12:00:00.000Z"), (Text(out1, "state"), Text(out1["hold"]!, "until")));
        await TakenAsync(id, "return", "{}");
        await TakenAsync(id, "assign", """{"to":"wang"}""");
        Assert.Equal(id, Assert.Single(await ListAsync("assigned=wang&device=hs-1&severity=high&system=heating&area=town&lifeSafety=false"))!["id"]!.GetValue<string>());
        Assert.Empty(await ListAsync("assigned=wang&lifeSafety=true"));
        JsonNode there = await TakenAsync(id, "on-site", """{"note":"at the door"}""");
        Assert.Equal(("acknowledged", "administrator", "administrator"), (Text(there, "state"), Text(there, "acknowledgedBy"), Text(there, "onSiteBy")));
        await TakenAsync(id, "hand-over", """{"to":"zhao","note":"shift is over"}""");
        JsonNode told = await TakenAsync(id, "false-alarm", """{"cause":"a sensor"}""");
        Assert.Equal(("acknowledged", "false-alarm", "a sensor", "zhao"), (Text(told, "state"), Text(told, "resolution"), Text(told, "cause"), Text(told, "assignedTo")));
        JsonNode corrected = await TakenAsync(id, "resolve", """{"cause":"a valve after all"}""");
        Assert.Equal(("resolved", "a valve after all"), (Text(corrected, "resolution"), Text(corrected, "cause")));
        await TakenAsync(id, "comment", """{"note":"valve 7"}""");

        JsonArray history = (await worker.GetAsync("/api/v1/incidents/" + id))["history"]!.AsArray();
        Assert.Equal(
            ["shelved", "unshelved", "out-of-service", "returned", "assigned", "on-site", "acknowledged", "handed-over", "false-alarm", "resolved", "comment"],
            history.Where(e => e!["channel"] is not null).Select(e => Text(e!, "what")));
        Assert.All(history.Where(e => e!["channel"] is not null), e => Assert.Equal(("api", "administrator"), (Text(e!, "channel"), Text(e!, "who"))));
    }

    [Theory]
    [InlineData("shelve", "{}", 400, "reason is needed: why nobody is to be called.")]
    [InlineData("shelve", """{"reason":"\u0007"}""", 400, "reason is needed: why nobody is to be called.")]
    [InlineData("shelve", """{"reason":"r"}""", 400, "until or minutes is needed: nothing is shelved without an end.")]
    [InlineData("shelve", """{"reason":"r","minutes":1441}""", 400, "at most 1440 minutes are allowed.")]
    [InlineData("shelve", """{"reason":"r","minutes":0}""", 400, "minutes has to be more than 0 and at most 5256000.")]
    [InlineData("shelve", """{"reason":"r","until":"later"}""", 400, "until = 'later' is not a time; write RFC 3339, or minutes.")]
    [InlineData("shelve", """{"reason":"r","until":"2020-01-01T00:00:00Z"}""", 400, "its end has passed already.")]
    [InlineData("shelve", """{"reason":"r","until":"2020-01-01T00:00:00Z","minutes":5}""", 400, "until and minutes say the same; give one of them.")]
    [InlineData("false-alarm", "{}", 400, "cause is needed: what was taken for the alarm.")]
    [InlineData("assign", "{}", 400, "to is needed: who gets it.")]
    [InlineData("comment", """{"note":"\u0000 "}""", 400, "note is needed: what you want to say.")]
    [InlineData("unshelve", "{}", 409, "Incident {id}: it is not put aside in this way.")]
    [InlineData("hand-over", """{"to":"wang"}""", 409, "Incident {id}: nobody has acknowledged it or taken it on.")]
    [InlineData("on-site", """{"version":77}""", 409, "Incident {id}: it has changed since you looked at it; look again.")]
    public async Task Step_ThatCannotBeTaken_IsAProblemThatTellsWhy(string step, string body, int status, string detail)
    {
        string id = await worker.IncidentAsync("hs-2");
        await worker.UserAsync("wang", "responder", "town");

        using HttpResponseMessage response = await PostAsync(id, step, body);

        Assert.Equal(status, (int)response.StatusCode);
        JsonNode problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(detail.Replace("{id}", id, StringComparison.Ordinal), Text(problem, "detail"));
        if (status == 409)
            Assert.Equal(("unacknowledged", id), (Text(problem["incident"]!, "state"), Text(problem["incident"]!, "id")));
        Assert.Equal("unacknowledged", Text((await worker.GetAsync("/api/v1/incidents/" + id))["incident"]!, "state"));
    }

    [Theory]
    [InlineData("note", 1_001, "resolve")]
    [InlineData("cause", 1_001, "resolve")]
    [InlineData("to", 201, "assign")]
    public async Task Text_ThatIsTooLong_IsRefused(string name, int length, string step)
    {
        string id = await worker.IncidentAsync("hs-2");
        using HttpResponseMessage response = await PostAsync(id, step, $$"""{"{{name}}":"{{new string('x', length)}}"}""");
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith($"{name} has {length} characters; it may have", Text((await response.Content.ReadFromJsonAsync<JsonNode>())!, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_MoreThanAPage_NamesTheNextAndTheTotal()
    {
        await worker.IncidentAsync("hs-1");
        await worker.IncidentAsync("hs-2");
        var seen = new List<string>();
        string? path = "/api/v1/incidents?state=all&system=heating&limit=1";
        while (path is not null)
        {
            using HttpResponseMessage response = await worker.Http.GetAsync(path);
            seen.AddRange((await response.Content.ReadFromJsonAsync<JsonArray>())!.Select(i => Text(i!, "id")));
            path = response.Headers.TryGetValues("Link", out IEnumerable<string>? link) ? link.Single().Split('<', '>')[1] : null;
            Assert.True(int.Parse(response.Headers.GetValues("Telemetry-Total").Single(), System.Globalization.CultureInfo.InvariantCulture) >= seen.Count);
        }

        Assert.True(seen.Count >= 2);
        Assert.Equal(seen.Distinct(), seen);
    }

    [Fact]
    public async Task Page_OffersLegalStepsAlone_AndWorksWithoutTheScript()
    {
        string id = await worker.IncidentAsync("hs-3");
        using HttpClient browser = worker.NewClient();
        (await browser.GetAsync($"/login?token={worker.Link.Token}")).Dispose();

        string page = await browser.GetStringAsync($"/incidents/{id}");
        foreach (string step in (string[])["ack", "on-site", "resolve", "false-alarm", "shelve", "out-of-service", "assign", "comment"])
            Assert.Contains($"action=\"/incidents/{id}/{step}\"", page, StringComparison.Ordinal);
        foreach (string step in (string[])["unshelve", "return", "hand-over"])
            Assert.DoesNotContain($"action=\"/incidents/{id}/{step}\"", page, StringComparison.Ordinal);

        using HttpResponseMessage shelved = await FormAsync(browser, id, "shelve", ("reason", "<b>known</b>"), ("minutes", "30"), ("version", "1"));
        Assert.Equal((HttpStatusCode.Found, $"/incidents/{id}"), (shelved.StatusCode, shelved.Headers.Location!.OriginalString));
        page = await browser.GetStringAsync($"/incidents/{id}");
        Assert.Contains($"action=\"/incidents/{id}/unshelve\"", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b&gt;known&lt;/b&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>known", page, StringComparison.Ordinal);
        Assert.Contains("已搁置", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("· 页面", WebUtility.HtmlDecode(page), StringComparison.Ordinal);
        Assert.Contains("put-aside-cards", await browser.GetStringAsync("/"), StringComparison.Ordinal);

        using HttpResponseMessage stale = await FormAsync(browser, id, "ack", ("version", "1"));
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Contains("内容已更新,请刷新后重试", WebUtility.HtmlDecode(await stale.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using HttpResponseMessage long1 = await FormAsync(browser, id, "shelve", ("reason", "r"), ("minutes", "99999"));
        Assert.Equal(HttpStatusCode.BadRequest, long1.StatusCode);
        Assert.Contains("最长 1440 分钟", WebUtility.HtmlDecode(await long1.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        using HttpResponseMessage acknowledged = await FormAsync(browser, id, "ack", ("note", "coming"), ("from", "/"));
        Assert.Equal((HttpStatusCode.Found, "/"), (acknowledged.StatusCode, acknowledged.Headers.Location!.OriginalString));
        using HttpResponseMessage missing = await FormAsync(browser, "nothing", "ack");
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);

        JsonArray history = (await worker.GetAsync("/api/v1/incidents/" + id))["history"]!.AsArray();
        Assert.Equal("page", Text(Assert.Single(history, e => Text(e!, "what") == "acknowledged")!, "channel"));
        using HttpRequestMessage foreign = new(HttpMethod.Post, $"/incidents/{id}/resolve") { Content = new FormUrlEncodedContent([]) };
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(foreign)).StatusCode);
    }

    private static Task<HttpResponseMessage> FormAsync(HttpClient browser, string id, string step, params (string Name, string Value)[] fields) =>
        browser.PostAsync($"/incidents/{id}/{step}", new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))));

    private async Task<JsonNode> TakenAsync(string id, string step, string body)
    {
        using HttpResponseMessage response = await PostAsync(id, step, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.OK, $"{step}: {text}");
        return JsonNode.Parse(text)!;
    }

    private async Task<HttpResponseMessage> PostAsync(string id, string step, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await worker.Http.PostAsync($"/api/v1/incidents/{id}/{step}", content);
    }

    private async Task<JsonArray> ListAsync(string query) => (await worker.GetAsync("/api/v1/incidents?" + query)).AsArray();

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
