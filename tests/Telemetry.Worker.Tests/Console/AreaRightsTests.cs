using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Worker.Tests.Console;

/// <summary>What lies outside of one's areas is not there. The devices of the test's city are in the town; a village lies in it.</summary>
public sealed class AreaRightsTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Theory]
    [InlineData("GET", "/api/v1/devices/hs-1")]
    [InlineData("GET", "/api/v1/devices?area=town", 200)]
    [InlineData("GET", "/api/v1/devices?after=hs-1", 400)]
    [InlineData("GET", "/api/v1/readings?device=hs-1&field=pressure")]
    [InlineData("GET", "/api/v1/inputs?device=hs-1")]
    [InlineData("GET", "/api/v1/incidents/INCIDENT")]
    [InlineData("POST", "/api/v1/incidents/INCIDENT/ack")]
    [InlineData("GET", "/incidents/INCIDENT")]
    [InlineData("GET", "/devices/hs-1")]
    [InlineData("GET", "/devices/hs-1/inputs")]
    [InlineData("POST", "/devices/hs-1/inputs")]
    public async Task Foreign_SingleOne_IsUnknownAndInItsAreaItIsThere(string method, string path, int foreign = 404)
    {
        string id = await worker.IncidentAsync("hs-1");
        path = path.Replace("INCIDENT", id, StringComparison.Ordinal);
        await worker.UserAsync("area-here", "operator", "town");
        await worker.UserAsync("area-below", "operator", "village");
        await worker.UserAsync("area-none", "operator");
        using HttpClient here = await worker.SessionAsync("area-here");
        foreach (string name in (string[])["area-below", "area-none"])
        {
            using HttpClient elsewhere = await worker.SessionAsync(name);
            using HttpResponseMessage refused = await SendAsync(elsewhere, method, path);
            if (path.EndsWith("area=town", StringComparison.Ordinal))
                Assert.True(refused.StatusCode == HttpStatusCode.NotFound || await refused.Content.ReadAsStringAsync() == "[]");
            else
                Assert.Equal(foreign, (int)refused.StatusCode);
            string text = WebUtility.HtmlDecode(await refused.Content.ReadAsStringAsync());
            Assert.DoesNotContain("压力", text, StringComparison.Ordinal);
            Assert.DoesNotContain("Did you mean", text, StringComparison.Ordinal);

            // As one that is not there at all.
            if (foreign == 404 && path.Contains("hs-1", StringComparison.Ordinal))
            {
                using HttpResponseMessage missing = await SendAsync(elsewhere, method, path.Replace("hs-1", "hs-x", StringComparison.Ordinal));
                Assert.Equal(refused.StatusCode, missing.StatusCode);
            }
        }

        using HttpResponseMessage answered = await SendAsync(here, method, path);
        Assert.True((int)answered.StatusCode is 200 or 302 or 400 or 409, $"{path}: {answered.StatusCode}");
    }

    [Fact]
    public async Task Lists_HoldWhatIsInOnesAreas()
    {
        await worker.IncidentAsync("hs-2");
        (string Name, string Role, string[] Areas, int Devices)[] users = [("list-all", "viewer", ["*"], 6), ("list-town", "viewer", ["town"], 6), ("list-village", "operator", ["village"], 0), ("list-none", "responder", [], 0)];
        foreach ((string name, string role, string[] areas, int devices) in users)
        {
            await worker.UserAsync(name, role, areas);
            using HttpClient browser = await worker.SessionAsync(name);
            Assert.Equal(devices, (await JsonAsync(browser, "/api/v1/devices")).AsArray().Count);
            Assert.Equal(devices > 0, (await JsonAsync(browser, "/api/v1/incidents?state=all")).AsArray().Count > 0);
            string first = WebUtility.HtmlDecode(await browser.GetStringAsync("/"));
            Assert.Equal(devices > 0, first.Contains("hs-2", StringComparison.Ordinal));
            Assert.Equal(devices > 0, first.Contains("压力低", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Inputs_OfAForeignArea_AreNotListedAndNotTaken()
    {
        string body = """{"kind":"mode","scope":{"device":"hs-3"},"value":"cold-run"}""";
        await worker.UserAsync("input-town", "operator", "town");
        await worker.UserAsync("input-village", "operator", "village");
        await worker.UserAsync("input-none", "operator");
        using HttpClient town = await worker.SessionAsync("input-town");
        foreach (string name in (string[])["input-village", "input-none"])
        {
            using HttpClient elsewhere = await worker.SessionAsync(name);
            using HttpResponseMessage refused = await elsewhere.PostAsync("/api/v1/inputs", Json(body));
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }

        using HttpResponseMessage wide = await town.PostAsync("/api/v1/inputs", Json(body.Replace("\"device\":\"hs-3\"", "\"system\":\"heating\"", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Forbidden, wide.StatusCode);
        using HttpResponseMessage taken = await town.PostAsync("/api/v1/inputs", Json(body));
        Assert.True(taken.IsSuccessStatusCode, await taken.Content.ReadAsStringAsync());
        using HttpClient village = await worker.SessionAsync("input-village");
        Assert.Empty((await JsonAsync(village, "/api/v1/inputs"))["history"]!.AsArray());
        Assert.NotEmpty((await JsonAsync(town, "/api/v1/inputs"))["history"]!.AsArray());
    }

    [Fact]
    public async Task ForeignAcknowledgement_ChangesNothingAndIsWrittenDown()
    {
        string id = await worker.IncidentAsync("hs-3");
        await worker.UserAsync("ack-village", "responder", "village");
        await worker.UserAsync("ack-viewer", "viewer", "town");
        foreach ((string name, HttpStatusCode expected) in ((string, HttpStatusCode)[])[("ack-village", HttpStatusCode.NotFound), ("ack-viewer", HttpStatusCode.Forbidden)])
        {
            using HttpClient browser = await worker.SessionAsync(name);
            using HttpResponseMessage refused = await browser.PostAsync($"/api/v1/incidents/{id}/ack", null);
            Assert.Equal(expected, refused.StatusCode);
            JsonNode entry = (await worker.GetAsync($"/api/v1/audit?who={name}&limit=1"))["entries"]![0]!;
            Assert.Equal((name == "ack-village" ? "ack" : "forbidden", "127.0.0.1", "session"), (entry["action"]!.GetValue<string>(), entry["address"]!.GetValue<string>(), entry["via"]!.GetValue<string>()));
            Assert.StartsWith("refused: ", entry["detail"]!.GetValue<string>(), StringComparison.Ordinal);
        }

        Assert.Equal("unacknowledged", (await worker.GetAsync($"/api/v1/incidents/{id}"))["incident"]!["state"]!.GetValue<string>().Replace("returned-", "", StringComparison.Ordinal));
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string method, string path)
    {
        var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method == "POST" && !path.StartsWith("/api", StringComparison.Ordinal))
            request.Content = new FormUrlEncodedContent([]);
        return client.SendAsync(request);
    }

    private static StringContent Json(string text) => new(text, System.Text.Encoding.UTF8, "application/json");

    private static async Task<JsonNode> JsonAsync(HttpClient client, string path) => (await client.GetFromJsonAsync<JsonNode>(path))!;
}
