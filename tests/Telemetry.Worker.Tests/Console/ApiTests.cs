using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed partial class ApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Theory]
    [InlineData("/api/v1/devices?system=x", 404, "There is no system 'x'; there are heating, water-safety.")]
    [InlineData("/api/v1/devices?area=x", 404, "There is no area 'x'.")]
    [InlineData("/api/v1/devices?state=x", 400, "state 'x' has to be one of planned, commissioning, in-service, retired.")]
    [InlineData("/api/v1/devices?presence=x", 400, "presence 'x' has to be one of online, stale, silent.")]
    [InlineData("/api/v1/devices?limit=0", 400, "limit 0 has to be from 1 to 10000.")]
    [InlineData("/api/v1/devices?after=x", 400, "after 'x': there is no such device (any more); begin again without it.")]
    [InlineData("/api/v1/devices/hs-11", 404, "There is no device 'hs-11' in the inventory. Did you mean hs-1?")]
    [InlineData("/api/v1/readings", 400, "device and field are needed: /api/v1/readings?device=hs-0001&field=primary_supply_pressure")]
    [InlineData("/api/v1/readings?device=hs-1", 400, "device and field are needed: /api/v1/readings?device=hs-0001&field=primary_supply_pressure")]
    [InlineData("/api/v1/readings?device=x&field=flow", 404, "There is no device 'x' in the inventory.")]
    [InlineData("/api/v1/readings?device=hs-1&field=x", 404, "Devices of kind station have no field 'x'; they have pressure, flow, running, mode.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&from=yesterday", 400, "from = 'yesterday' is not a time; write Unix milliseconds, RFC 3339 or for example -1h.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&to=-x", 400, "to = '-x' is not a time; write Unix milliseconds, RFC 3339 or now.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&from=2000&to=1000", 400, "from (1970-01-01T00:00:02.000Z) is after to (1970-01-01T00:00:01.000Z).")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&limit=0", 400, "limit = 0 has to be from 1 to 100000.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=often", 400, "every = 'often' is not a duration; write for example 5m.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=0", 400, "every = '0' is not a duration; write for example 5m.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=1ms", 400, "every = 1ms would give more than 100000 intervals; take longer ones or a shorter time.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&fn=max", 400, "fn needs every, the length of the intervals it is computed over, such as every=5m.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=5m&fn=median", 400, "fn = 'median' is not known; known are mean, min, max, sum, count, first, last.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=5m&fn=1", 400, "fn = '1' is not known; known are mean, min, max, sum, count, first, last.")]
    [InlineData("/api/v1/readings?device=hs-1&field=flow&every=5m&fn=min,max", 400, "fn = 'min,max' is not known; known are mean, min, max, sum, count, first, last.")]
    [InlineData("/api/v1/incidents?state=opne", 400, "state = 'opne' is not known; did you mean open?")]
    [InlineData("/api/v1/incidents?state=whatever", 400, "state = 'whatever' is not known; known are open, all, unacknowledged, acknowledged, returned-unacknowledged, closed, shelved, suppressed-by-design, out-of-service.")]
    [InlineData("/api/v1/incidents?limit=10001", 400, "limit = 10001 has to be from 1 to 10000.")]
    [InlineData("/api/v1/incidents/nothing", 404, "There is no incident 'nothing'.")]
    [InlineData("/api/v1/incidents/nothing/snapshot", 404, "There is no incident 'nothing'.")]
    [InlineData("/api/v1/quarantine?reason=malformed-jsn", 400, "reason = 'malformed-jsn' is not known; did you mean malformed-json?")]
    [InlineData("/api/v1/quarantine?limit=1001", 400, "limit = 1001 has to be from 1 to 1000.")]
    [InlineData("/api/v1/incidents?limit=many", 400, "limit = 'many' has to be a whole number. state: open (default), all, unacknowledged, acknowledged, returned-unacknowledged, shelved, suppressed-by-design, out-of-service or closed. severity, system, area (with all below it), device, assigned and lifeSafety (true, false) filter. limit: 1 to 10000 (default 1000). When there are more, the answer has a header Link with the next page, which goes on after the incident named by 'after'. Header Telemetry-Total: how many match. Only what lies in the caller's areas is listed.")]
    [InlineData("/api/v1/incidents?severity=urgent", 400, "severity = 'urgent' is not known; known are low, medium, high, critical.")]
    [InlineData("/api/v1/incidents?lifeSafety=1", 400, "lifeSafety = '1' has to be true or false.")]
    [InlineData("/api/v1/incidents?area=x", 404, "There is no area 'x'.")]
    [InlineData("/api/v1/incidents?after=x", 400, "after = 'x': there is no such incident (any more); begin again without it.")]
    [InlineData("/api/v1/quarantine?before=x", 400, "before = 'x' has to be a whole number. reason, device, area (with all within it), system, channel, topic and text (parts of them), from, to and replayed filter; before is the position to go on from; limit is 1 to 1000 (default 100). Payloads are shown up to 4 KiB.")]
    [InlineData("/api/v1/quarantine?area=twon", 400, "area = 'twon' is not known. Did you mean town?")]
    [InlineData("/api/v1/quarantine?from=yesterday", 400, "from = 'yesterday', to = '' have to be RFC 3339, Unix milliseconds, 'now', or a duration before now such as '-1h'.")]
    [InlineData("/api/v1/quarantine/export?format=xls", 400, "format = 'xls' is not known; known are ndjson and csv.")]
    [InlineData("/api/v1/quarantine/999999", 404, "There is no rejected message 999999.")]
    [InlineData("/api/v1/quarantine/999999/payload", 404, "There is no rejected message 999999.")]
    [InlineData("/api/v1/nothing", 404, "There is nothing at '/api/v1/nothing'; /openapi/v1.json lists what there is.")]
    public async Task Get_WhatCannotBeAnswered_IsAProblem(string path, int status, string detail)
    {
        using HttpResponseMessage response = await worker.Http.GetAsync(path);

        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        JsonNode problem = (await response.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(status, problem["status"]!.GetValue<int>());
        Assert.NotEmpty(problem["title"]!.GetValue<string>());
        Assert.Equal(detail, problem["detail"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("POST", "/api/v1/incidents/x/ack", "application/json", "{bad", 400, "The body is not JSON (line 1, byte 2). The body is optional: {\"note\": \"...\", \"version\": 1}.")]
    [InlineData("POST", "/api/v1/incidents/x/ack", "application/json", "[]", 400, "The body has to be a JSON object. The body is optional: {\"note\": \"...\", \"version\": 1}.")]
    [InlineData("POST", "/api/v1/incidents/x/ack", "application/json", "{\"note\":5}", 400, "note in the body is of the wrong type. The body is optional: {\"note\": \"...\", \"version\": 1}.")]
    [InlineData("POST", "/api/v1/incidents/x/ack", "text/plain", "{}", 415, "Content-Type is 'text/plain; charset=utf-8'; it has to be application/json.")]
    [InlineData("POST", "/api/v1/devices", "application/json", "{}", 405, "'/api/v1/devices' does not take POST; it takes GET.")]
    public async Task Send_WhatCannotBeTaken_IsAProblemThatTellsWhatWasWrong(string method, string path, string type, string body, int status, string detail)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = new StringContent(body, Encoding.UTF8, type);

        using HttpResponseMessage response = await worker.Http.SendAsync(request);

        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Equal(detail, (await response.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Problem_WithQuotes_IsReadableAsItIs() =>
        Assert.Contains("There is no incident 'it's&'.", await (await worker.Http.GetAsync("/api/v1/incidents/it%27s%26")).Content.ReadAsStringAsync(), StringComparison.Ordinal);

    [Theory]
    [InlineData("GET", "/api/v1/devices")]
    [InlineData("GET", "/api/v1/devices/hs-1")]
    [InlineData("GET", "/api/v1/readings?device=hs-1&field=flow")]
    [InlineData("GET", "/api/v1/incidents")]
    [InlineData("GET", "/api/v1/incidents/x")]
    [InlineData("GET", "/api/v1/incidents/x/snapshot")]
    [InlineData("GET", "/api/v1/snapshots/cam-1/s-1")]
    [InlineData("POST", "/api/v1/incidents/x/ack")]
    [InlineData("GET", "/api/v1/quarantine")]
    [InlineData("GET", "/api/v1/quarantine/1/payload")]
    [InlineData("GET", "/api/v1/quarantine/export")]
    [InlineData("POST", "/api/v1/quarantine/replay")]
    [InlineData("GET", "/metrics")]
    [InlineData("GET", "/openapi/v1.json")]
    [InlineData("GET", "/")]
    [InlineData("GET", "/incidents/x")]
    [InlineData("POST", "/logout")]
    public async Task Anything_WithoutTheToken_IsUnauthorized(string method, string path)
    {
        using HttpClient stranger = worker.NewClient();
        foreach (string? authorization in (string?[])[null, "Bearer wrong", "Bearer ", "Basic YTpi"])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (authorization is not null)
                request.Headers.TryAddWithoutValidation("Authorization", authorization);

            using HttpResponseMessage response = await stranger.SendAsync(request);

            Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
            Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
            Assert.DoesNotContain(worker.Token, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task Health_NeedsNoToken(string path)
    {
        using HttpClient stranger = worker.NewClient();

        Assert.Equal("OK", (await stranger.GetAsync(path)).StatusCode.ToString());
    }

    [Fact]
    public async Task Ready_TellsEachPart()
    {
        JsonNode ready = await worker.GetAsync("/readyz");

        Assert.Equal("""{"ready":true,"checks":{"journal":"ok","mqtt":"ok","store":"ok"}}""", ready.ToJsonString());
        Assert.Matches(@"^console http://127\.0\.0\.1:\d+/login\?token=[\w-]{32}  mqtt 127\.0\.0\.1:\d+  data /", worker.Ready);
    }

    [Fact]
    public async Task Devices_AreListedByAreaAndSystem()
    {
        Assert.Equal(6, (await worker.GetAsync("/api/v1/devices")).AsArray().Count);
        Assert.Equal(["cam-1", "cam-2"], (await worker.GetAsync("/api/v1/devices?system=water-safety&area=town")).AsArray().Select(d => d!["id"]!.GetValue<string>()));
        Assert.Empty((await worker.GetAsync("/api/v1/devices?area=village")).AsArray());
        Assert.Equal("retired", (await worker.GetAsync("/api/v1/devices/hs-9"))["device"]!["state"]!.GetValue<string>());
    }

    [Fact]
    public async Task Devices_MoreThanTheLimit_ComePageByPage()
    {
        var ids = new List<string>();
        string? next = "/api/v1/devices?limit=2";
        int pages = 0;
        while (next is not null)
        {
            using HttpResponseMessage page = await worker.Http.GetAsync(next);
            Assert.Equal("6", Assert.Single(page.Headers.GetValues("Telemetry-Total")));
            ids.AddRange(JsonNode.Parse(await page.Content.ReadAsStringAsync())!.AsArray().Select(d => d!["id"]!.GetValue<string>()));
            next = page.Headers.TryGetValues("Link", out IEnumerable<string>? links) ? links.Single().Split('<', '>')[1] : null;
            pages++;
        }

        Assert.Equal(3, pages);
        Assert.Equal((await worker.GetAsync("/api/v1/devices")).AsArray().Select(d => d!["id"]!.GetValue<string>()), ids);
    }

    [Theory]
    [InlineData("state=retired", "hs-9")]
    [InlineData("q=cam-2", "cam-2")]
    [InlineData("q=CAM-2&system=water-safety", "cam-2")]
    [InlineData("presence=online&q=cam-2&system=heating", "")]
    public async Task Devices_Filter_ListsWhatMatches(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await worker.GetAsync("/api/v1/devices?" + query)).AsArray().Select(d => d!["id"]!.GetValue<string>())));

    [Fact]
    public async Task Reading_IsAnsweredRawAggregatedAndAsTheLatest()
    {
        long minute = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() / 60_000 * 60_000 - 120_000;
        worker.Publish("city/town/heating/hs-2/telemetry", $$"""[{"ts":{{minute}},"flow":1,"running":true,"mode":"冬"},{"ts":{{minute + 20_000}},"flow":3}]""");
        await Eventually.TrueAsync(() => Points("field=flow").Result.Count == 2);

        Assert.Equal([1.0, 3.0], (await Points("field=flow")).Select(p => p!["value"]!.GetValue<double>()));
        JsonNode point = Assert.Single(await Points($"field=flow&from={minute}&to={minute + 59_999}&every=1m&fn=SUM"))!;
        Assert.Equal((4.0, minute), (point["value"]!.GetValue<double>(), point["ts"]!.GetValue<long>()));
        Assert.Equal("2m", (await worker.GetAsync("/api/v1/readings?device=hs-2&field=flow&every=61s"))["every"]!.GetValue<string>());
        Assert.True(Assert.Single(await Points("field=running"))!["value"]!.GetValue<bool>());
        Assert.Equal("冬", Assert.Single(await Points("field=mode&from=-1h&to=now"))!["value"]!.GetValue<string>());
        Assert.Single(await Points("field=flow&limit=1"));
        Assert.Empty(await Points("field=flow&from=-9999999d&to=1000"));
        JsonNode latest = (await worker.GetAsync("/api/v1/devices/hs-2"))["fields"]!["flow"]!;
        Assert.Equal((3.0, minute + 20_000, "stale"), (latest["value"]!.GetValue<double>(), latest["ts"]!.GetValue<long>(), latest["quality"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Incident_IsAcknowledgedOnceByTheVersionSeen()
    {
        string id = await worker.IncidentAsync("hs-1");

        await RefusedAsync(id, """{"version":99}""", 409, "Conflict");
        await RefusedAsync(id, $$"""{"note":"{{new string('x', 1001)}}"}""", 400, "Bad Request");
        await RefusedAsync(id, "{broken", 400, "Bad Request");
        await RefusedAsync(id, """{"version":"one"}""", 400, "Bad Request");
        await RefusedAsync("nothing", "{}", 404, "Not Found");
        using HttpResponseMessage taken = await AcknowledgeAsync(id, """{"note":"\u0000在路上\n\u001b<b>\u0007\u009b ","version":1}""");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        using HttpResponseMessage again = await AcknowledgeAsync(id, "{}");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);

        JsonNode answer = await worker.GetAsync("/api/v1/incidents/" + id);
        Assert.Equal(("acknowledged", "administrator"), (answer["incident"]!["state"]!.GetValue<string>(), answer["incident"]!["acknowledgedBy"]!.GetValue<string>()));
        Assert.Equal("在路上 <b>", answer["history"]!.AsArray().Single(e => e!["what"]!.GetValue<string>() == "acknowledged")!["detail"]!.GetValue<string>());
        Assert.Contains((await worker.GetAsync("/api/v1/incidents?state=acknowledged")).AsArray(), i => i!["id"]!.GetValue<string>() == id);
    }

    [Fact]
    public async Task Acknowledge_WithoutABody_IsTaken()
    {
        string id = await worker.IncidentAsync("hs-3");

        using HttpResponseMessage taken = await worker.Http.PostAsync($"/api/v1/incidents/{id}/ack", null);

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
    }

    [Fact]
    public async Task Request_LargerThanAMegabyte_IsRefused()
    {
        using HttpResponseMessage response = await AcknowledgeAsync("x", $$"""{"note":"{{new string('x', 1 << 20)}}"}""");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
        Assert.Equal("The body is too large; it may have 1048576 bytes.", (await response.Content.ReadFromJsonAsync<JsonNode>())!["detail"]!.GetValue<string>());
    }

    [Fact]
    public async Task Quarantine_ShowsTextOrBytesAndFilters()
    {
        worker.Publish("city/nowhere", "plain <text>");
        worker.Publish("city/town/heating/hs-1/telemetry", "\uFEFF{}");
        await Eventually.TrueAsync(() => worker.GetAsync("/api/v1/quarantine").Result["total"]!.GetValue<int>() >= 2);

        JsonNode message = (await worker.GetAsync("/api/v1/quarantine?reason=unknown-topic&limit=1"))["messages"]![0]!;
        Assert.Equal(("plain <text>", "city/nowhere", 12), (message["text"]!.GetValue<string>(), message["topic"]!.GetValue<string>(), message["bytes"]!.GetValue<int>()));
        Assert.Null(message["device"]);
        JsonNode ofDevice = (await worker.GetAsync("/api/v1/quarantine?device=hs-1"))["messages"]!;
        Assert.Equal("byte-order-mark", Assert.Single(ofDevice.AsArray())!["reason"]!.GetValue<string>());
        Assert.Empty((await worker.GetAsync($"/api/v1/quarantine?before={message["position"]}&reason=unknown-topic"))["messages"]!.AsArray());
    }

    [Fact]
    public async Task OpenApi_ListsEveryPathWithItsAnswers()
    {
        JsonNode document = await worker.GetAsync("/openapi/v1.json");

        Assert.StartsWith("3.", document["openapi"]!.GetValue<string>(), StringComparison.Ordinal);
        string[] paths = ["/healthz", "/readyz", "/metrics", "/api/v1/devices", "/api/v1/devices/{id}", "/api/v1/readings", "/api/v1/incidents",
            "/api/v1/incidents/{id}", .. Enum.GetValues<IncidentStep>().Select(step => $"/api/v1/incidents/{{id}}/{step.Path()}"), "/api/v1/incidents/{id}/snapshot", "/api/v1/snapshots/{device}/{snapshot}", "/api/v1/quarantine",
            "/api/v1/quarantine/{position}", "/api/v1/quarantine/{position}/payload", "/api/v1/quarantine/export", "/api/v1/quarantine/replay",
            "/api/v1/duties", "/api/v1/duties/who", "/api/v1/duties/overrides", "/api/v1/duties/overrides/{id}",
            "/api/v1/city", "/api/v1/city/reload", "/api/v1/inputs", "/api/v1/drills", "/api/v1/drills/{id}", "/api/v1/drills/{id}/answer", "/api/v1/people/{person}/page-me", "/api/v1/backtests", "/api/v1/backtests/{id}",
            "/api/v1/users", "/api/v1/users/{name}", "/api/v1/users/{name}/password", "/api/v1/tokens", "/api/v1/tokens/{id}", "/api/v1/me", "/api/v1/me/password",
            "/api/v1/audit", "/api/v1/audit/verify"];
        Assert.Equal(paths.Order(StringComparer.Ordinal), document["paths"]!.AsObject().Select(p => p.Key).Order(StringComparer.Ordinal));
        Assert.Equal(["200", "400", "403", "404", "409"], document["paths"]!["/api/v1/incidents/{id}/ack"]!["post"]!["responses"]!.AsObject().Select(r => r.Key).Order(StringComparer.Ordinal));
        Assert.All(document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject()), o => Assert.NotEmpty(o.Value!["summary"]!.GetValue<string>()));
    }

    [Fact]
    public async Task OpenApi_NamesTheProductAndTheToken()
    {
        JsonNode document = await worker.GetAsync("/openapi/v1.json");

        Assert.Equal(("Telemetry", "0.1.0"), (document["info"]!["title"]!.GetValue<string>(), document["info"]!["version"]!.GetValue<string>()));
        JsonNode scheme = document["components"]!["securitySchemes"]!["bearer"]!;
        Assert.Equal(("http", "bearer"), (scheme["type"]!.GetValue<string>(), scheme["scheme"]!.GetValue<string>()));
        Assert.Empty(document["paths"]!["/healthz"]!["get"]!["security"]!.AsArray());
        Assert.NotNull(Assert.Single(document["paths"]!["/api/v1/incidents/{id}/ack"]!["post"]!["security"]!.AsArray())!["bearer"]);
    }

    [Fact]
    public async Task Metrics_OfWhatThereIsNone_AreZero()
    {
        string text = await worker.Http.GetStringAsync("/metrics");

        foreach (string state in (string[])["unacknowledged", "acknowledged", "returned-unacknowledged", "shelved", "suppressed-by-design", "out-of-service", "closed"])
        {
            foreach (string severity in (string[])["low", "medium", "high", "critical"])
                Assert.Contains($$"""telemetry_incidents{state="{{state}}",severity="{{severity}}"} """, text, StringComparison.Ordinal);
        }

        foreach (string channel in (string[])["line", "command"])
        {
            foreach (string state in (string[])["pending", "delivered", "expired", "failed"])
                Assert.Contains($$"""telemetry_notifications{channel="{{channel}}",state="{{state}}"} """, text, StringComparison.Ordinal);
        }

        Assert.Contains("telemetry_incidents{state=\"closed\",severity=\"critical\"} 0\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("channel=\"webhook\"", text, StringComparison.Ordinal);
        Assert.Contains("telemetry_store_deleted_rows_total 0\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metrics_AreWellFormedAndThoseThatOperationsTellsOf()
    {
        using HttpResponseMessage response = await worker.Http.GetAsync("/metrics");
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        string text = await response.Content.ReadAsStringAsync();
        string[] lines = text.TrimEnd('\n').Split('\n');

        Assert.All(lines, line => Assert.Matches(MetricLine(), line));
        string[] names = [.. lines.Where(l => l.StartsWith("# TYPE ", StringComparison.Ordinal)).Select(l => l.Split(' ')[2])];
        Assert.Equal(names.Distinct(), names);
        string[] told = [.. MetricName().Matches(File.ReadAllText(Repository.File("docs", "operations.md"))).Select(m => m.Value)];
        Assert.NotEmpty(told);
        Assert.All(told, name => Assert.Contains(Suffix().Replace(name, ""), names));
        Assert.Contains("telemetry_ingest_up 1\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answers_TellBrowsersToDoNothingThatWasNotAskedFor()
    {
        using HttpResponseMessage response = await worker.Http.GetAsync("/api/v1/devices");

        Assert.StartsWith("default-src 'none'", response.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.True(response.Headers.CacheControl!.NoStore);
        Assert.False(response.Headers.Contains("Server"));
    }

    private async Task<JsonArray> Points(string query) => (await worker.GetAsync("/api/v1/readings?device=hs-2&" + query))["points"]!.AsArray();

    private async Task<HttpResponseMessage> AcknowledgeAsync(string id, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await worker.Http.PostAsync($"/api/v1/incidents/{id}/ack", content);
    }

    private async Task RefusedAsync(string id, string body, int status, string title)
    {
        using HttpResponseMessage response = await AcknowledgeAsync(id, body);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(title, (await response.Content.ReadFromJsonAsync<JsonNode>())!["title"]!.GetValue<string>());
    }

    [GeneratedRegex("""^(# (HELP|TYPE) telemetry_[a-z_]+ .+|telemetry_[a-z_]+(\{([a-z]+="[^"\n]*",?)+\})? [-+0-9.eEInfNa]+)$""")]
    private static partial Regex MetricLine();

    [GeneratedRegex(@"\btelemetry_[a-z_]+")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();
}
