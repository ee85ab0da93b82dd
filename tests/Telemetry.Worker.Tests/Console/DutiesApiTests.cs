using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Options;
using Telemetry.Worker.Tests.Duties;

namespace Telemetry.Worker.Tests.Console;

public sealed class DutiesApiTests(WorkerFixture worker) : IClassFixture<WorkerFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        DutyPlaces.Write(worker.CityFolder, worker.DataFolder);
        using HttpResponseMessage reloaded = await worker.Http.PostAsync("/api/v1/city/reload", null);
        Assert.Equal(HttpStatusCode.OK, reloaded.StatusCode);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Swap_IsMadeShownAndEnded()
    {
        DateTimeOffset until = TimeProvider.System.GetUtcNow().AddHours(2);
        using HttpResponseMessage made = await PostAsync(new { duty = "town-duty", person = "cai", until = until.ToString("O"), reason = "leave <b>" });
        JsonNode swap = (await made.Content.ReadFromJsonAsync<JsonNode>())!;
        JsonNode who = await worker.GetAsync("/api/v1/duties/who?device=hs-1");
        JsonNode all = await worker.GetAsync("/api/v1/duties");
        string page = await PageAsync("/duties?device=hs-1", "en");
        using HttpResponseMessage ended = await worker.Http.DeleteAsync($"/api/v1/duties/overrides/{swap["id"]}");
        using HttpResponseMessage again = await worker.Http.DeleteAsync($"/api/v1/duties/overrides/{swap["id"]}");

        Assert.Equal((HttpStatusCode.OK, "running", "administrator"), (made.StatusCode, Text(swap, "state"), Text(swap, "by")));
        Assert.Equal("cai", Text(who["levels"]![0]!["holders"]![0]!, "id"));
        Assert.Contains("leave", Text(who["levels"]![0]!, "whyEn"), StringComparison.Ordinal);
        Assert.Equal(["town-duty", "cadre"], all["duties"]!.AsArray().Select(duty => Text(duty!, "duty")));
        Assert.Equal("village-cadre", Text(all["duties"]![1]!, "post"));
        Assert.Equal("cai", Text(Assert.Single(all["swaps"]!.AsArray())!, "person"));
        Assert.Contains("Called for hs-1, in this order", page, StringComparison.Ordinal);
        Assert.Contains("town-duty: Cai for everybody", page, StringComparison.Ordinal);
        Assert.Contains("leave &lt;b&gt;", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Conflict), (ended.StatusCode, again.StatusCode));
        Assert.NotEqual("cai", Text((await worker.GetAsync("/api/v1/duties/who?device=hs-1"))["levels"]![0]!["holders"]![0]!, "id"));
    }

    [Fact]
    public async Task Contacts_NeverLeave()
    {
        string metrics = await worker.Http.GetStringAsync("/metrics");
        string[] answers =
        [
            (await worker.GetAsync("/api/v1/duties?at=2026-10-08T02:00:00Z")).ToJsonString(), (await worker.GetAsync("/api/v1/duties/who?device=cam-1")).ToJsonString(),
            await PageAsync("/duties", "zh"), metrics,
        ];

        Assert.All(answers, answer => Assert.DoesNotContain("1234 5678", answer, StringComparison.Ordinal));
        Assert.Contains("\"phone\"", answers[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/api/v1/duties/who", 400)]
    [InlineData("/api/v1/duties/who?device=hs-11", 404)]
    [InlineData("/api/v1/duties/who?device=hs-1&at=noon", 400)]
    [InlineData("/api/v1/duties?area=twon", 404)]
    [InlineData("/api/v1/duties?at=x", 400)]
    public async Task Get_WrongQuestion_IsAProblem(string path, int status)
    {
        using HttpResponseMessage response = await worker.Http.GetAsync(path);

        Assert.Equal((status, "application/problem+json"), ((int)response.StatusCode, response.Content.Headers.ContentType!.MediaType));
    }

    [Fact]
    public async Task Reload_BadPeople_IsRefusedAndEverybodyStays()
    {
        File.WriteAllText(Path.Combine(worker.DataFolder, "people.yaml"), DutyPlaces.People.Replace("duty: town-duty, shifts: [day]", "duty: x", StringComparison.Ordinal));

        using HttpResponseMessage refused = await worker.Http.PostAsync("/api/v1/city/reload", null);
        JsonNode problem = (await refused.Content.ReadFromJsonAsync<JsonNode>())!;

        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.StartsWith("unknown duty 'x'", Text(problem["mistakes"]![0]!, "message"), StringComparison.Ordinal);
        Assert.Single((await worker.GetAsync("/api/v1/duties"))["duties"]![0]!["holders"]!.AsArray());
        File.WriteAllText(Path.Combine(worker.DataFolder, "people.yaml"), "people: []");
        using HttpResponseMessage taken = await worker.Http.PostAsync("/api/v1/city/reload", null);
        Assert.Equal("unchanged", Text((await taken.Content.ReadFromJsonAsync<JsonNode>())!["lastReload"]!, "outcome"));
        Assert.Empty((await worker.GetAsync("/api/v1/duties"))["duties"]![0]!["holders"]!.AsArray());
    }

    [Fact]
    public async Task Page_SwapFormWithACityTime_IsTakenAndAMistakeIsShown()
    {
        string until = TimeProvider.System.GetUtcNow().AddHours(8 + 3).ToString("yyyy-MM-dd'T'HH:mm", System.Globalization.CultureInfo.InvariantCulture);
        using HttpResponseMessage made = await FormAsync("/duties/swaps", ("duty", "cadre"), ("person", "cai"), ("replaces", ""), ("from", ""), ("until", until), ("reason", "ill"));
        using HttpResponseMessage wrong = await FormAsync("/duties/swaps", ("duty", "cadre"), ("person", "cai"), ("until", until), ("reason", ""));
        JsonNode swap = (await worker.GetAsync("/api/v1/duties"))["swaps"]!.AsArray().Single(one => Text(one!, "duty") == "cadre")!;
        using HttpResponseMessage ended = await FormAsync($"/duties/swaps/{swap["id"]}/end");

        Assert.Equal(HttpStatusCode.Redirect, made.StatusCode);
        double hours = (DateTimeOffset.Parse(Text(swap, "until"), System.Globalization.CultureInfo.InvariantCulture) - TimeProvider.System.GetUtcNow()).TotalHours;
        Assert.InRange(hours, 2.9, 3.1);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);
        Assert.Contains("'reason' is missing", WebUtility.HtmlDecode(await wrong.Content.ReadAsStringAsync()), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Redirect, ended.StatusCode);
    }

    [Theory]
    [InlineData("village", "cadre", false)]
    [InlineData("village", "town-duty", true)]
    [InlineData("town", "cadre", false)]
    [InlineData(null, "cadre", true)]
    public void Make_OutsideOnesAreas_IsForbidden(string? own, string duty, bool isForbidden)
    {
        City city = CityLoader.Load(worker.CityFolder).City!;
        var finder = new DutyFinder(city, new Roster(PeopleLoader.Parse("people.yaml", DutyPlaces.People, city).People!), []);
        var overrides = new DutyOverrides(new AlertDatabase(Path.Combine(worker.DataFolder, $"{own}-{duty}.db")), new DutiesOptions(), TimeProvider.System);
        var claims = new List<Claim> { new(ClaimTypes.Name, "wang"), new(ClaimTypes.Role, ConsoleSchemes.OperatorRole) };
        if (own is not null)
            claims.Add(new Claim(ConsoleSchemes.AreaClaim, own));
        var user = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
        long now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();

        DutySwapOutcome outcome = DutySwaps.Make(new DutySwapRequest(duty, "cai", TimeText.Rfc3339(now + 3_600_000), "leave"), user, finder, overrides, now);

        Assert.Equal((isForbidden, !isForbidden), (outcome.IsForbidden, outcome.Swap is not null));
        Assert.Equal(isForbidden ? 0 : 1, overrides.All.Count);
        if (!isForbidden)
        {
            var stranger = new ClaimsPrincipal(new ClaimsIdentity([new(ClaimTypes.Name, "li"), new(ConsoleSchemes.AreaClaim, "elsewhere")], "test"));
            Assert.True(DutySwaps.End(1, stranger, finder, overrides).IsForbidden);
            Assert.NotNull(DutySwaps.End(1, user, finder, overrides).Swap);
        }
    }

    [Fact]
    public async Task Post_WithoutAToken_IsRefused()
    {
        using HttpClient stranger = worker.NewClient();

        using HttpResponseMessage response = await stranger.PostAsJsonAsync("/api/v1/duties/overrides", new { duty = "cadre" });

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
    }

    private static string Text(JsonNode node, string member) => node[member]!.GetValue<string>();

    private Task<HttpResponseMessage> PostAsync(object body) => worker.Http.PostAsJsonAsync("/api/v1/duties/overrides", body);

    private async Task<HttpResponseMessage> FormAsync(string path, params (string Name, string Value)[] fields)
    {
        using HttpClient client = worker.NewClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", worker.Token);
        using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)));
        return await client.PostAsync(path, form);
    }

    private async Task<string> PageAsync(string path, string language)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.AcceptLanguage.Add(new StringWithQualityHeaderValue(language));
        using HttpResponseMessage response = await worker.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await response.Content.ReadAsStringAsync();
    }
}
