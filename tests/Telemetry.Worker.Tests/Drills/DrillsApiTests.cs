using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.Worker.Tests.Cli;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Drills;

/// <summary>Test calls over the API, the pages and the command line of a whole worker, with a real receiver of calls.</summary>
public sealed class DrillsApiTests(DrillWorker worker) : IClassFixture<DrillWorker>
{
    [Fact]
    public async Task PageMe_CallsInEveryWayOfTheLaddersAndIsAnsweredOnce()
    {
        JsonNode drill = await PageAsync();
        string id = drill["id"]!.GetValue<string>();
        Assert.Equal(["call", "sms"], drill["calls"]!.AsArray().Select(call => call!["way"]!.GetValue<string>()));

        await Eventually.TrueAsync(() => GetAsync(id).Result["calls"]!.AsArray().All(call => call!["delivered"]!.GetValue<bool>()));
        Assert.Equal("running", (await GetAsync(id))["state"]!.GetValue<string>());
        string posted = worker.Sink.Heard.First(heard => heard.StartsWith("POST /hook", StringComparison.Ordinal) && heard.Contains(id, StringComparison.Ordinal));
        JsonNode body = JsonNode.Parse(posted[posted.IndexOf('{', StringComparison.Ordinal)..])!;
        Assert.Equal(("zhang", "13800000000"), (body["person"]!["id"]!.GetValue<string>(), body["person"]!["contacts"]!.AsObject().First().Value!.GetValue<string>()));
        Assert.Contains(id, body["url"]!.GetValue<string>(), StringComparison.Ordinal);

        using HttpResponseMessage answer = await worker.Http.PostAsJsonAsync($"/api/v1/drills/{id}/answer", new { through = "call", note = "it rang" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        JsonNode answered = (await answer.Content.ReadFromJsonAsync<JsonNode>())!;
        Assert.Equal(("answered", "administrator", "call", "it rang"), (answered["state"]!.GetValue<string>(), answered["answeredBy"]!.GetValue<string>(), answered["answeredThrough"]!.GetValue<string>(), answered["note"]!.GetValue<string>()));
        Assert.True(answered["answeredAfterSeconds"]!.GetValue<double>() >= 0);
        using HttpResponseMessage again = await worker.Http.PostAsync($"/api/v1/drills/{id}/answer", null);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task Page_TheLinkChangesNothingAndTheButtonAnswers()
    {
        string id = (await PageAsync())["id"]!.GetValue<string>();
        using HttpResponseMessage link = await worker.Http.GetAsync($"/incidents/{id}");
        Assert.Equal((HttpStatusCode.Redirect, $"/drills/{id}"), (link.StatusCode, link.Headers.Location!.ToString()));
        string page = WebUtility.HtmlDecode(await worker.Http.GetStringAsync($"/drills/{id}"));
        Assert.Contains("收到", page, StringComparison.Ordinal);
        Assert.Contains("张三", page, StringComparison.Ordinal);
        Assert.Equal("running", (await GetAsync(id))["state"]!.GetValue<string>());

        using HttpResponseMessage pressed = await worker.Http.PostAsync($"/drills/{id}/answer", new FormUrlEncodedContent([new("note", "<b>")]));

        Assert.Equal(HttpStatusCode.Redirect, pressed.StatusCode);
        Assert.Equal(("answered", "page"), ((await GetAsync(id))["state"]!.GetValue<string>(), (await GetAsync(id))["answeredThrough"]!.GetValue<string>()));
        using var english = new HttpRequestMessage(HttpMethod.Get, "/drills");
        english.Headers.AcceptLanguage.ParseAdd("en");
        using HttpResponseMessage list = await worker.Http.SendAsync(english);
        string text = await list.Content.ReadAsStringAsync();
        Assert.Contains("Zhang San", text, StringComparison.Ordinal);
        Assert.Contains("answered", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", await worker.Http.GetStringAsync($"/drills/{id}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/api/v1/people/nobody/page-me", 404)]
    [InlineData("GET", "/api/v1/drills/drill-0", 404)]
    [InlineData("POST", "/api/v1/drills/drill-0/answer", 404)]
    [InlineData("GET", "/api/v1/drills?limit=0", 400)]
    [InlineData("GET", "/drills/drill-0", 404)]
    public async Task Ask_WhatCannotBe_IsRefused(string method, string path, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using HttpResponseMessage response = await worker.Http.SendAsync(request);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task PageMe_ByAnOperator_TakesADutyOfThePersonInTheirAreas()
    {
        await worker.UserAsync("op-town", "operator", "town");
        await worker.UserAsync("op-village", "operator", "village");
        await worker.UserAsync("responder-village", "responder", "village");
        await worker.UserAsync("wang", "viewer", "village");
        using HttpClient town = await worker.SessionAsync("op-town");
        using HttpClient village = await worker.SessionAsync("op-village");
        using HttpClient responder = await worker.SessionAsync("responder-village");
        using HttpClient wang = await worker.SessionAsync("wang");
        using HttpResponseMessage form = await village.PostAsync("/drills", new FormUrlEncodedContent([new("person", "zhang")]));
        Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        foreach ((HttpClient client, string person, HttpStatusCode expected) in ((HttpClient, string, HttpStatusCode)[])
            [(village, "zhang", HttpStatusCode.Forbidden), (village, "wang", HttpStatusCode.Accepted), (responder, "zhang", HttpStatusCode.Forbidden), (wang, "wang", HttpStatusCode.Accepted), (town, "wang", HttpStatusCode.Accepted), (town, "zhang", HttpStatusCode.Accepted)])
        {
            using HttpResponseMessage response = await client.PostAsync($"/api/v1/people/{person}/page-me", null);
            string text = await response.Content.ReadAsStringAsync();
            Assert.True(response.StatusCode == expected, $"{person}: {response.StatusCode}: {text}");
            if (expected == HttpStatusCode.Forbidden)
                continue;

            // Whoever asked reads what became of it, and so does whoever is called.
            string id = JsonNode.Parse(text)!["id"]!.GetValue<string>();
            Assert.Equal(HttpStatusCode.OK, (await client.GetAsync($"/api/v1/drills/{id}")).StatusCode);
            Assert.Contains(id, await client.GetStringAsync("/drills"), StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.NotFound, (await responder.GetAsync($"/api/v1/drills/{id}")).StatusCode);
        }
    }

    [Fact]
    public async Task Ask_WithoutAToken_IsRefused()
    {
        using var anybody = new HttpClient { BaseAddress = new Uri(worker.Url) };
        using HttpResponseMessage response = await anybody.PostAsync("/api/v1/people/zhang/page-me", null);

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    [Fact]
    public async Task Command_WithoutWaiting_TellsTheWays()
    {
        CommandRun run = await CommandRun.OfAsync("page-me", "zhang", "--no-wait", "--url", worker.Url, $"--Data:Folder={worker.DataFolder}");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains("calls zhang in 2 ways", run.Output, StringComparison.Ordinal);
        CommandRun nobody = await CommandRun.OfAsync("page-me", "nobody", "--url", worker.Url, $"--Data:Folder={worker.DataFolder}");
        Assert.Equal(2, nobody.ExitCode);
        Assert.Contains("There is no person 'nobody'", nobody.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Heartbeat_OfTheWholeWorker_IsHeard() =>
        await Eventually.TrueAsync(() => worker.Sink.Heard.Any(heard => heard.StartsWith("POST /beat", StringComparison.Ordinal)));

    private async Task<JsonNode> PageAsync()
    {
        using HttpResponseMessage response = await worker.Http.PostAsync("/api/v1/people/zhang/page-me", null);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }

    private async Task<JsonNode> GetAsync(string id) => (await worker.Http.GetFromJsonAsync<JsonNode>($"/api/v1/drills/{id}"))!;
}
