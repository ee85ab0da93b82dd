using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Worker.Tests.Console;

/// <summary>How sessions and tokens of users begin and end.</summary>
public sealed class SessionTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    [Fact]
    public async Task Login_WithNameAndPassword_IsThatUser()
    {
        await worker.UserAsync("li", "responder", "town", "village");
        using HttpClient browser = await worker.SessionAsync("li");

        JsonNode me = await MeAsync(browser);

        Assert.Equal(("li", "responder", "session"), (me["name"]!.GetValue<string>(), me["role"]!.GetValue<string>(), me["via"]!.GetValue<string>()));
        Assert.Equal(["town", "village"], me["areas"]!.AsArray().Select(area => area!.GetValue<string>()));
        Assert.Contains("我的账户", WebUtility.HtmlDecode(await browser.GetStringAsync("/account")), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.GetAsync("/users")).StatusCode);
    }

    [Theory]
    [InlineData("li-wrong", "wrong")]
    [InlineData("nobody", WorkerFixture.UserPassword)]
    [InlineData("li-wrong' OR 1=1 --", WorkerFixture.UserPassword)]
    [InlineData("", "")]
    [InlineData("li-wrong\r\nSet-Cookie: x=y", WorkerFixture.UserPassword)]
    [InlineData("<script>alert(1)</script>", "x")]
    public async Task Login_Wrong_SaysAlwaysTheSame(string name, string password)
    {
        await worker.UserAsync("li-wrong", "viewer", "town");
        using HttpClient browser = worker.NewClient();
        using var form = new FormUrlEncodedContent([KeyValuePair.Create("name", name), KeyValuePair.Create("password", password), KeyValuePair.Create("next", "//evil.example")]);

        using HttpResponseMessage refused = await browser.PostAsync("/login", form);

        string text = await refused.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("The name or the password is not right", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", text, StringComparison.Ordinal);
        Assert.False(refused.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData("password")]
    [InlineData("role")]
    [InlineData("area")]
    [InlineData("disabled")]
    [InlineData("removed")]
    public async Task Session_OfAUserWhoChanged_EndsAtTheNextRequest(string what)
    {
        string name = "ends-" + what;
        await worker.UserAsync(name, "operator", "town");
        using HttpClient browser = await worker.SessionAsync(name);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/api/v1/me")).StatusCode);

        using HttpResponseMessage changed = what switch
        {
            "password" => await worker.Http.PostAsJsonAsync($"/api/v1/users/{name}/password", new { password = "another password 2" }),
            "role" => await worker.Http.PatchAsJsonAsync($"/api/v1/users/{name}", new { role = "viewer" }),
            "area" => await worker.Http.PatchAsJsonAsync($"/api/v1/users/{name}", new { areas = new[] { "village" } }),
            "disabled" => await worker.Http.PatchAsJsonAsync($"/api/v1/users/{name}", new { disabled = true }),
            _ => await worker.Http.DeleteAsync($"/api/v1/users/{name}"),
        };

        Assert.True(changed.IsSuccessStatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task Session_OfWhoeverChangesTheOwnPassword_GoesOnHereAndNowhereElse()
    {
        await worker.UserAsync("own", "viewer", "town");
        using HttpClient here = await worker.SessionAsync("own");
        using HttpClient other = await worker.SessionAsync("own");
        async Task<HttpStatusCode> ChangeAsync(string current, string next, string again)
        {
            using var form = new FormUrlEncodedContent([KeyValuePair.Create("do", "password"), KeyValuePair.Create("current", current), KeyValuePair.Create("password", next), KeyValuePair.Create("again", again)]);
            return (await here.PostAsync("/account", form)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync("wrong", "a new password 22", "a new password 22"));
        Assert.Equal(HttpStatusCode.BadRequest, await ChangeAsync(WorkerFixture.UserPassword, "a new password 22", "a new password 23"));
        Assert.Equal(HttpStatusCode.OK, (await other.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await ChangeAsync(WorkerFixture.UserPassword, "a new password 22", "a new password 22"));

        Assert.Equal(HttpStatusCode.OK, (await here.GetAsync("/api/v1/me")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await other.GetAsync("/api/v1/me")).StatusCode);
        using HttpClient again = await worker.SessionAsync("own", "a new password 22");
    }

    [Fact]
    public async Task Session_FixedByAnother_IsReplacedAtLogin()
    {
        await worker.UserAsync("victim", "viewer", "town");
        await worker.UserAsync("attacker", "viewer", "town");
        using HttpClient attacker = worker.NewClient();
        using var attackersForm = new FormUrlEncodedContent([KeyValuePair.Create("name", "attacker"), KeyValuePair.Create("password", WorkerFixture.UserPassword)]);
        string planted = (await attacker.PostAsync("/login", attackersForm)).Headers.GetValues("Set-Cookie").Single().Split(';')[0];
        using HttpClient victim = worker.NewClient();
        using var login = new HttpRequestMessage(HttpMethod.Post, "/login")
        {
            Content = new FormUrlEncodedContent([KeyValuePair.Create("name", "victim"), KeyValuePair.Create("password", WorkerFixture.UserPassword)]),
        };
        login.Headers.Add("Cookie", planted);

        using HttpResponseMessage entered = await victim.SendAsync(login);

        string own = entered.Headers.GetValues("Set-Cookie").Single();
        Assert.NotEqual(planted, own.Split(';')[0]);
        Assert.Contains("httponly", own, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", own, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("attacker", (await MeAsync(attacker))["name"]!.GetValue<string>());
        Assert.Equal("victim", (await MeAsync(victim))["name"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("/users")]
    [InlineData("/account")]
    [InlineData("/login")]
    [InlineData("/api/v1/users")]
    [InlineData("/api/v1/tokens")]
    public async Task Form_OfAnotherSite_ChangesNothing(string path)
    {
        await worker.UserAsync("boss", "administrator");
        using HttpClient browser = await worker.SessionAsync("boss");
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = path.StartsWith("/api", StringComparison.Ordinal)
                ? JsonContent.Create(new { name = "planted", role = "administrator" })
                : new FormUrlEncodedContent([KeyValuePair.Create("do", "add"), KeyValuePair.Create("name", "planted"), KeyValuePair.Create("role", "administrator")]),
        };
        request.Headers.Add("Origin", "https://evil.example");

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SendAsync(request)).StatusCode);

        Assert.Equal(HttpStatusCode.NotFound, (await worker.Http.GetAsync("/api/v1/users/planted")).StatusCode);
    }

    [Fact]
    public async Task Users_OnThePage_AreMadeChangedAndRemoved()
    {
        await worker.UserAsync("boss", "administrator");
        using HttpClient browser = await worker.SessionAsync("boss");
        async Task<HttpStatusCode> DoAsync(params (string, string)[] fields)
        {
            using var form = new FormUrlEncodedContent(fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)));
            return (await browser.PostAsync("/users", form)).StatusCode;
        }

        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(("do", "add"), ("name", "page-user"), ("role", "operator"), ("areas", "town, village"), ("zh", "<b>李</b>"), ("password", WorkerFixture.UserPassword)));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(("do", "add"), ("name", "page-user"), ("role", "operator")));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(("do", "change"), ("name", "page-user"), ("role", "boss")));
        Assert.Equal(HttpStatusCode.BadRequest, await DoAsync(("do", "add"), ("name", "bad name\u001b"), ("role", "operator")));
        string page = await browser.GetStringAsync("/users");
        Assert.Contains("page-user", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>李", page, StringComparison.Ordinal);
        using HttpClient made = await worker.SessionAsync("page-user");
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(("do", "disable"), ("name", "page-user")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await made.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.Redirect, await DoAsync(("do", "remove"), ("name", "page-user")));
        Assert.Equal(HttpStatusCode.NotFound, (await worker.Http.GetAsync("/api/v1/users/page-user")).StatusCode);
    }

    [Fact]
    public async Task Token_OfAUser_WorksWithinTheOwnersRightsUntilItIsRevoked()
    {
        await worker.UserAsync("owner", "operator", "town");
        using HttpClient browser = await worker.SessionAsync("owner");
        JsonNode made = await PostAsync(browser, "/api/v1/tokens", new { name = "script", role = "viewer", days = 1 }, HttpStatusCode.Created);
        using HttpClient program = worker.NewClient();
        program.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", made["secret"]!.GetValue<string>());

        JsonNode me = await MeAsync(program);
        Assert.Equal(("owner", "viewer", "token " + made["id"]), (me["name"]!.GetValue<string>(), me["role"]!.GetValue<string>(), me["via"]!.GetValue<string>()));
        Assert.NotEmpty((await program.GetFromJsonAsync<JsonNode>("/api/v1/devices"))!.AsArray());
        Assert.Equal(HttpStatusCode.Forbidden, (await program.PostAsync("/api/v1/inputs", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"))).StatusCode);
        await PostAsync(program, "/api/v1/tokens", new { name = "heir", days = 365 }, HttpStatusCode.Forbidden);
        await PostAsync(program, "/api/v1/me/password", new { current = WorkerFixture.UserPassword, password = "stolen password 9" }, HttpStatusCode.Forbidden);
        await PostAsync(browser, "/api/v1/tokens", new { name = "more", role = "administrator" }, HttpStatusCode.Forbidden);
        await PostAsync(browser, "/api/v1/tokens", new { name = "other", owner = "boss" }, HttpStatusCode.Forbidden);
        Assert.DoesNotContain("secret\":\"", (await browser.GetStringAsync("/api/v1/tokens")), StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NoContent, (await browser.DeleteAsync($"/api/v1/tokens/{made["id"]}")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await program.GetAsync("/api/v1/me")).StatusCode);
    }

    [Fact]
    public async Task Token_OfAnother_IsNeitherSeenNorRevoked()
    {
        await worker.UserAsync("one", "operator", "town");
        await worker.UserAsync("two", "operator", "town");
        using HttpClient one = await worker.SessionAsync("one");
        using HttpClient two = await worker.SessionAsync("two");
        JsonNode made = await PostAsync(one, "/api/v1/tokens", new { name = "mine" }, HttpStatusCode.Created);

        Assert.DoesNotContain(made["id"]!.GetValue<string>(), await two.GetStringAsync("/api/v1/tokens"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await two.DeleteAsync($"/api/v1/tokens/{made["id"]}")).StatusCode);
        Assert.Contains(made["id"]!.GetValue<string>(), await worker.Http.GetStringAsync("/api/v1/tokens"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Audit_TellsWhoFromWhereAndIsSound()
    {
        await worker.UserAsync("told", "viewer", "town");
        using HttpClient browser = await worker.SessionAsync("told");

        JsonNode login = (await worker.GetAsync("/api/v1/audit?who=told&action=login&limit=1"))["entries"]![0]!;
        JsonNode made = (await worker.GetAsync("/api/v1/audit?who=administrator&action=user-add&limit=1"))["entries"]![0]!;

        Assert.Equal(("told", "127.0.0.1"), (login["subject"]!.GetValue<string>(), login["address"]!.GetValue<string>()));
        Assert.Equal(("console-token", "127.0.0.1"), (made["via"]!.GetValue<string>(), made["address"]!.GetValue<string>()));
        Assert.True((await worker.GetAsync("/api/v1/audit/verify"))["sound"]!.GetValue<bool>());
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await worker.Http.DeleteAsync("/api/v1/audit")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/api/v1/nothing")).StatusCode);
    }

    private static async Task<JsonNode> MeAsync(HttpClient client) => (await client.GetFromJsonAsync<JsonNode>("/api/v1/me"))!;

    private static async Task<JsonNode> PostAsync(HttpClient client, string path, object body, HttpStatusCode expected)
    {
        using HttpResponseMessage response = await client.PostAsJsonAsync(path, body);
        Assert.Equal(expected, response.StatusCode);
        return (await response.Content.ReadFromJsonAsync<JsonNode>())!;
    }
}
