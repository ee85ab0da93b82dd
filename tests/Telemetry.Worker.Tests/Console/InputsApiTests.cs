using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Text;
using System.Text.Json.Nodes;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Console;

public sealed class InputsApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Post_AMode_IsInForceWhenItAnswers_AndEndsWhenItIsTakenBack()
    {
        (HttpStatusCode status, JsonNode answer) = await PostAsync("""{"kind":"mode","scope":{"device":"hs-1"},"value":"cold-run","note":"<b>试运行</b>","id":"a"}""");
        Assert.Equal((HttpStatusCode.OK, true), (status, answer["taken"]!.GetValue<bool>()));
        Assert.Equal("administrator", answer["input"]!["by"]!.GetValue<string>());

        JsonNode now = Assert.Single(OfHs1(await worker.GetAsync("/api/v1/inputs?device=hs-1"), "inForce"));
        Assert.Equal(("mode", "cold-run", "administrator", "hs-1"), (Text(now, "kind"), Text(now, "value"), Text(now, "by"), Text(now["scope"]!, "device")));

        (_, JsonNode again) = await PostAsync("""{"kind":"mode","scope":{"device":"hs-1"},"value":"heating","id":"a"}""");
        Assert.False(again["taken"]!.GetValue<bool>());

        await PostAsync("""{"kind":"mode","scope":{"device":"hs-1"},"value":null}""");
        JsonNode after = await worker.GetAsync("/api/v1/inputs?device=hs-1");
        Assert.Empty(OfHs1(after, "inForce"));
        Assert.Equal([true, false], OfHs1(after, "history").Select(h => h["takenBack"]!.GetValue<bool>()));
        Assert.Contains("telemetry_inputs_total ", await worker.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OfAnArea_TellsWhatCountsNowAndWhatComes()
    {
        await PostAsync("""{"kind":"weather","scope":{"area":"town"},"name":"rain","value":3.5}""");
        long soon = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() + 3_600_000;
        await PostAsync($$"""{"kind":"permit","scope":{"site":"here"},"value":true,"from":{{soon}},"until":{{soon + 1}}}""");
        await PostAsync($$"""{"kind":"plan","scope":{"site":"here"},"field":"flow","points":[[{{soon}},5],[{{soon + 1}},6]]}""");

        JsonNode answer = await worker.GetAsync("/api/v1/inputs?area=town");
        JsonNode rain = answer["inForce"]!.AsArray().Single(i => Text(i!, "kind") == "weather")!;
        Assert.Equal(("rain", 3.5), (Text(rain, "name"), rain["value"]!.GetValue<double>()));
        Assert.Contains(answer["ahead"]!.AsArray(), i => Text(i!, "kind") == "permit");
        Assert.Equal(2, answer["history"]!.AsArray().Single(i => Text(i!, "kind") == "plan")!["points"]!.GetValue<int>());
        Assert.Empty((await worker.GetAsync("/api/v1/inputs?area=village"))["history"]!.AsArray());
        Assert.Single((await worker.GetAsync("/api/v1/inputs?limit=1"))["history"]!.AsArray());
    }

    [Theory]
    [InlineData("""{"kind":"mode","scope":{"device":"hs-1"},"value":"coldrun"}""", "device 'hs-1' has no mode 'coldrun' (did you mean 'cold-run'?).")]
    [InlineData("{", "the input is not JSON at line 1, byte 2")]
    public async Task Post_BadInput_IsAProblemThatTellsTheMend(string body, string detail)
    {
        (HttpStatusCode status, JsonNode problem) = await PostAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.StartsWith(detail, Text(problem, "detail"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_MoreThanAMinuteMayHave_IsTooManyAndNothingIsTaken()
    {
        await using var few = new WorkerFixture { Change = options => options.Inputs.PerMinute = 2 };
        await few.InitializeAsync();
        var answers = new List<(HttpStatusCode Status, string Body)>();
        for (int i = 0; i < 3; i++)
        {
            using HttpResponseMessage response = await few.Http.PostAsync("/api/v1/inputs", Json($$"""{"kind":"maintenance","scope":{"device":"hs-1"},"value":{{(i % 2 == 0 ? "true" : "false")}}}"""));
            answers.Add((response.StatusCode, await response.Content.ReadAsStringAsync()));
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.TooManyRequests], answers.Select(answer => answer.Status));
        Assert.Equal("'administrator' gave more inputs than Inputs:PerMinute allows; try again in a minute.", Text(JsonNode.Parse(answers[2].Body)!, "detail"));
        Assert.Equal(2, (await few.GetAsync("/api/v1/inputs?device=hs-1"))["history"]!.AsArray().Count);
        Assert.Contains("telemetry_inputs_refused_total 1\n", await few.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/inputs?device=hs-11", 404)]
    [InlineData("/api/v1/inputs?area=twn", 404)]
    [InlineData("/api/v1/inputs?area=town&device=hs-1", 400)]
    [InlineData("/api/v1/inputs?limit=0", 400)]
    public async Task Get_OfWhatIsNotThere_IsAProblem(string path, int status)
    {
        using HttpResponseMessage response = await worker.Http.GetAsync(path);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Post_WithoutATokenOrFromAnotherSite_IsRefused()
    {
        const string away = """{"kind":"away","scope":{"device":"hs-3"},"value":true}""";
        using HttpClient stranger = worker.NewClient();
        using HttpResponseMessage anonymous = await stranger.PostAsync("/api/v1/inputs", Json(away));
        Assert.Equal(HttpStatusCode.Unauthorized, anonymous.StatusCode);

        using HttpClient browser = await BrowserAsync();
        using var forged = new HttpRequestMessage(HttpMethod.Post, "/api/v1/inputs") { Content = Json(away) };
        forged.Headers.Add("Sec-Fetch-Site", "cross-site");
        using HttpResponseMessage refused = await browser.SendAsync(forged);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        using HttpResponseMessage noJson = await worker.Http.PostAsync("/api/v1/inputs", new StringContent(away));
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, noJson.StatusCode);
        Assert.DoesNotContain((await worker.GetAsync("/api/v1/inputs?device=hs-3"))["history"]!.AsArray(), i => Text(i!, "kind") == "away");
    }

    [Fact]
    public async Task Page_ShowsWhatWasSaidEscaped_AndItsFormSaysMore()
    {
        await PostAsync("""{"kind":"maintenance","scope":{"device":"hs-2"},"value":true,"note":"<script>alert(1)</script>"}""");
        using HttpClient browser = await BrowserAsync();
        browser.DefaultRequestHeaders.AcceptLanguage.ParseAdd("en");

        string page = await browser.GetStringAsync("/devices/hs-2/inputs");
        Assert.Contains("Maintenance</strong> <bdi>yes</bdi>", page, StringComparison.Ordinal);
        Assert.Contains("&lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        Assert.Contains("<option value=\"mode=cold-run\">Mode: Cold run</option>", page, StringComparison.Ordinal);

        using HttpResponseMessage sent = await FormAsync(browser, ("what", "mode=cold-run"), ("hours", "2.5"), ("note", "x"));
        Assert.Equal((HttpStatusCode.Redirect, "/devices/hs-2/inputs"), (sent.StatusCode, sent.Headers.Location?.OriginalString));
        page = await browser.GetStringAsync("/devices/hs-2/inputs");
        Assert.Contains("Mode</strong> <bdi>Cold run</bdi>", page, StringComparison.Ordinal);
        using HttpResponseMessage ended = await FormAsync(browser, ("what", "maintenance="));
        JsonNode left = Assert.Single((await worker.GetAsync("/api/v1/inputs?device=hs-2"))["inForce"]!.AsArray(), i => i!["scope"]!["device"] is not null)!;
        Assert.Equal("cold-run", Text(left, "value"));
        Assert.NotNull(left["until"]);
    }

    [Theory]
    [InlineData("mode=warm", "", "no mode &#x27;warm&#x27;")]
    [InlineData("mode=heating", "many", "&#x27;hours&#x27; has to be a number")]
    [InlineData("", "", "kind")]
    public async Task Page_BadForm_TellsWhy(string what, string hours, string expected)
    {
        using HttpClient browser = await BrowserAsync();

        using HttpResponseMessage response = await FormAsync(browser, ("what", what), ("hours", hours));

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Contains(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_OfADeviceThatIsNotThere_IsNotFound()
    {
        using HttpClient browser = await BrowserAsync();
        using HttpResponseMessage response = await browser.GetAsync("/devices/hs-77/inputs");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("viewer", null, false, false)]
    [InlineData("responder", null, false, false)]
    [InlineData("operator", null, true, false)]
    [InlineData("operator", "*", true, true)]
    [InlineData("administrator", null, true, true)]
    [InlineData("operator", "town", true, true)]
    [InlineData("operator", "village", true, false)]
    [InlineData("operator", "elsewhere", true, false)]
    public void Rights_OfAPrincipal_AreItsRoleAndArea(string role, string? area, bool mayGive, bool mayHere)
    {
        City city = TestCity.Load();
        var claims = new List<Claim> { new(ClaimTypes.Name, "wang"), new(ClaimTypes.Role, role) };
        if (area is not null)
            claims.Add(new Claim(ConsoleSchemes.AreaClaim, area));
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));

        Assert.Equal(mayGive, InputRights.Refusal(user) is null);
        Assert.Equal(mayHere, mayGive && InputRights.Refusal(user, new InputScope(Device: "hs-1"), city) is null);
        Assert.Equal(mayHere && area is null or "*", mayHere && InputRights.Refusal(user, new InputScope(System: "heating"), city) is null);
    }

    /// <summary>Other tests say something of its site and area.</summary>
    private static IEnumerable<JsonNode> OfHs1(JsonNode answer, string list) => answer[list]!.AsArray().Where(i => i!["scope"]!["device"] is not null)!;

    private async Task<(HttpStatusCode Status, JsonNode Answer)> PostAsync(string json)
    {
        using HttpResponseMessage response = await worker.Http.PostAsync("/api/v1/inputs", Json(json));
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync())!);
    }

    private async Task<HttpClient> BrowserAsync()
    {
        HttpClient browser = worker.NewClient();
        using HttpResponseMessage entered = await browser.PostAsync("/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = worker.Token }));
        Assert.Equal(HttpStatusCode.Redirect, entered.StatusCode);
        return browser;
    }

    private static Task<HttpResponseMessage> FormAsync(HttpClient browser, params (string Name, string Value)[] fields) =>
        browser.PostAsync("/devices/hs-2/inputs", new FormUrlEncodedContent(fields.ToDictionary(f => f.Name, f => f.Value)));

    private static StringContent Json(string json) => new(json, Encoding.UTF8, new MediaTypeHeaderValue("application/json"));

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
