using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Telemetry.EndToEnd.Tests.Harness;
using Telemetry.Testing;

namespace Telemetry.EndToEnd.Tests.Console;

/// <summary>What the pages refuse, asked without a browser's good manners.</summary>
public sealed class AccessTests
{
    [Fact]
    public async Task Pages_WithoutASession_ShowTheFormWith401()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        using HttpClient client = Client(worker);

        foreach (string path in new[] { "/", "/incidents/0123456789abcdef" })
        {
            using HttpResponseMessage answer = await GetPageAsync(client, path);

            Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
            Assert.Contains("""action="/login""", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        using HttpResponseMessage picture = await client.GetAsync("/api/v1/incidents/0123456789abcdef/snapshot");
        Assert.Equal(HttpStatusCode.Unauthorized, picture.StatusCode);
        Assert.Equal("application/problem+json", picture.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Post_FromAnotherSiteWithTheCookie_IsRefused()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);
        using HttpClient client = Client(worker);
        using HttpResponseMessage entered = await LogInAsync(client, worker);

        (string Header, string Value)[] origins =
            [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Site", "same-site"), ("Origin", "https://elsewhere.example"), ("Origin", "null")];
        foreach ((string header, string value) in origins)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/incidents/{id}/ack") { Content = JsonContent.Create(new { }) };
            request.Headers.Add(header, value);
            using HttpResponseMessage refused = await client.SendAsync(request);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        Assert.Equal("unacknowledged", (await worker.GetAsync($"/api/v1/incidents/{id}"))["incident"]!["state"]!.GetValue<string>());
        using HttpResponseMessage own = await client.PostAsJsonAsync($"/api/v1/incidents/{id}/ack", new { });
        Assert.Equal(HttpStatusCode.OK, own.StatusCode);
    }

    [Fact]
    public async Task LogIn_WithAPlaceToGoOnTo_StaysWithinThePages()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        using HttpClient client = Client(worker);

        (string Next, string Location)[] places =
            [("/incidents/0123456789abcdef", "/incidents/0123456789abcdef"), ("//elsewhere.example", "/"), ("https://elsewhere.example/", "/")];
        foreach ((string next, string location) in places)
        {
            using HttpResponseMessage answer = await LogInAsync(client, worker, next);
            Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
            Assert.Equal(location, answer.Headers.Location?.OriginalString);
        }
    }

    [Fact]
    public async Task Acknowledge_SecondPerson_IsToldWhoWasFirst()
    {
        using var folder = new TemporaryFolder();
        await using WorkerProcess worker = await WorkerProcess.StartAsync(folder.Path);
        string id = await CityEvents.LowPressureAsync(worker);

        using HttpResponseMessage stale = await worker.PostAsync($"/api/v1/incidents/{id}/ack", new { version = 99 });
        using HttpResponseMessage first = await worker.PostAsync($"/api/v1/incidents/{id}/ack", new { version = 1 });
        using HttpClient li = await worker.SomebodyElseAsync("li");
        using HttpResponseMessage second = await li.PostAsJsonAsync($"/api/v1/incidents/{id}/ack", new { version = 1 });

        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        Assert.Null((await stale.Content.ReadFromJsonAsync<JsonNode>())!["acknowledgedBy"]);
        Assert.Equal(HttpStatusCode.OK, first.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
        Assert.Equal("administrator", (await second.Content.ReadFromJsonAsync<JsonNode>())!["acknowledgedBy"]!.GetValue<string>());
    }

    private static HttpClient Client(WorkerProcess worker) => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = worker.Http.BaseAddress };

    private static Task<HttpResponseMessage> LogInAsync(HttpClient client, WorkerProcess worker, string next = "/") =>
        client.PostAsync("/login", new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = worker.Token, ["next"] = next }));

    private static Task<HttpResponseMessage> GetPageAsync(HttpClient client, string path)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd("text/html");
        return client.SendAsync(request);
    }
}
