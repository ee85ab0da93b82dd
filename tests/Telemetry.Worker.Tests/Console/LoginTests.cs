using System.Net;

namespace Telemetry.Worker.Tests.Console;

public sealed class LoginTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Link_LetsABrowserInOnceAndIsGoneFromTheAddress()
    {
        using HttpClient browser = worker.NewClient();
        using HttpClient other = worker.NewClient();
        string link = "/login?token=" + worker.Link.Token;

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/login?token=wrong")).StatusCode);
        using HttpResponseMessage entered = await browser.GetAsync(link);
        Assert.Equal((HttpStatusCode.Redirect, "/"), (entered.StatusCode, entered.Headers.Location!.ToString()));
        string cookie = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/devices")).StatusCode);

        using HttpResponseMessage again = await other.GetAsync(link);
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Contains("This link was used before", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Form_TakesTheTokenAndNoOther()
    {
        using HttpClient browser = worker.NewClient();

        Assert.Equal(HttpStatusCode.Forbidden, (await LogInAsync(browser, "wrong")).StatusCode);
        using HttpResponseMessage entered = await LogInAsync(browser, $" {worker.Token} ", "/incidents/abc");
        Assert.Equal("/incidents/abc", entered.Headers.Location!.ToString());
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/incidents")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.PostAsync("/logout", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/incidents")).StatusCode);
    }

    [Fact]
    public async Task Form_LeadsNowhereElse()
    {
        using HttpClient browser = worker.NewClient();

        using HttpResponseMessage entered = await LogInAsync(browser, worker.Token, "https://evil.example/");

        Assert.Equal("/", entered.Headers.Location!.ToString());
    }

    [Fact]
    public async Task Page_WithoutASession_IsAFormForABrowser()
    {
        using HttpClient browser = worker.NewClient();
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");

        using HttpResponseMessage response = await browser.GetAsync("/");

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (response.StatusCode, response.Content.Headers.ContentType!.MediaType));
        Assert.Contains("<form method=\"post\" action=\"/login\">", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Sec-Fetch-Site", "cross-site", false)]
    [InlineData("Sec-Fetch-Site", "same-site", false)]
    [InlineData("Sec-Fetch-Site", "same-origin", true)]
    [InlineData("Origin", "https://evil.example", false)]
    [InlineData("Origin", "null", false)]
    [InlineData("Origin", "SELF", true)]
    public async Task Session_UsedFromAnotherSite_ChangesNothing(string header, string value, bool isLetThrough)
    {
        using HttpClient browser = worker.NewClient();
        await LogInAsync(browser, worker.Token);
        string id = await worker.IncidentAsync("hs-2");
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/v1/incidents/{id}x/ack");
        request.Headers.TryAddWithoutValidation(header, value == "SELF" ? browser.BaseAddress!.GetLeftPart(UriPartial.Authority) : value);

        using HttpResponseMessage response = await browser.SendAsync(request);

        Assert.Equal(isLetThrough ? HttpStatusCode.NotFound : HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static async Task<HttpResponseMessage> LogInAsync(HttpClient browser, string token, string next = "/")
    {
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("token", token), KeyValuePair.Create("next", next)]);
        return await browser.PostAsync("/login", form);
    }
}
