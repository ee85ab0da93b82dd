using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Tests.Console;

/// <summary>Every address says who may, and means it; also those that somebody adds later.</summary>
public sealed partial class EndpointRightsTests(WorkerFixture worker) : IClassFixture<WorkerFixture>
{
    private static readonly string[] Anonymous = ["GET /healthz", "GET /readyz", "GET /login", "POST /login", "POST /language"];

    /// <summary>Whoever is somebody, whatever the role.</summary>
    private static readonly string[] Anybody = ["POST /logout", "GET /api/v1/me", "POST /api/v1/me/password"];

    [Fact]
    public void Endpoints_EachHasAnExplicitDecision()
    {
        foreach ((string name, RouteEndpoint endpoint) in Endpoints())
        {
            IReadOnlyList<IAuthorizeData> decisions = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
            if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
                Assert.Contains(name, Anonymous);
            else if (decisions.All(decision => decision.Policy is null))
                Assert.True(decisions.Count > 0 && Anybody.Contains(name), $"{name} has no policy: add .RequireAuthorization(Rights....)");
            else
                Assert.All(decisions, decision => Assert.Contains(decision.Policy, Policies));
        }
    }

    [Fact]
    public async Task Endpoints_AStranger_IsLetInNowhere()
    {
        using HttpClient stranger = worker.NewClient();
        foreach ((string name, RouteEndpoint endpoint) in Endpoints().Where(e => !Anonymous.Contains(e.Name)))
            Assert.True(await StatusAsync(stranger, name, endpoint) == HttpStatusCode.Unauthorized, name);
    }

    [Theory]
    [InlineData("viewer", "town", Rights.View)]
    [InlineData("viewer", "*", Rights.View, Rights.ViewCity)]
    [InlineData("responder", "town", Rights.View, Rights.Respond)]
    [InlineData("operator", "town", Rights.View, Rights.Respond, Rights.Operate)]
    [InlineData("operator", "*", Rights.View, Rights.ViewCity, Rights.Respond, Rights.Operate, Rights.OperateCity)]
    [InlineData("administrator", null, Rights.View, Rights.ViewCity, Rights.Respond, Rights.Operate, Rights.OperateCity, Rights.Administer)]
    public async Task Endpoints_ARole_IsLetInWhereItsPoliciesAreAndNowhereElse(string role, string? area, params string[] policies)
    {
        string user = $"rights-{role}-{(area == "*" ? "city" : area ?? "all")}";
        await worker.UserAsync(user, role, area is null ? [] : [area]);
        using HttpClient browser = await worker.SessionAsync(user);
        int driven = 0;
        foreach ((string name, RouteEndpoint endpoint) in Endpoints())
        {
            string[] asked = [.. endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>().Select(decision => decision.Policy).OfType<string>()];
            if (asked.Length == 0)
                continue;
            bool isLetIn = asked.All(policies.Contains);
            HttpStatusCode status = await StatusAsync(browser, name, endpoint);
            driven++;
            if (!isLetIn)
                Assert.True(status == HttpStatusCode.Forbidden, $"{name}: {status}");
            else
                Assert.True(status != HttpStatusCode.Unauthorized && (int)status < 500 && (role != "administrator" || status != HttpStatusCode.Forbidden), $"{name}: {status}");
        }

        Assert.True(driven > 35);
    }

    [Theory]
    [InlineData("GET", "/api/v1/audit", "takes the role administrator; you are refused-viewer")]
    [InlineData("POST", "/api/v1/incidents/x-1/ack", "takes the role responder, operator or administrator; you are refused-viewer")]
    [InlineData("GET", "/metrics", "in the whole city; you are refused-viewer")]
    public async Task Refusal_SaysWhichRightIsMissing(string method, string path, string expected)
    {
        await worker.UserAsync("refused-viewer", "viewer", "town");
        using HttpClient browser = await worker.SessionAsync("refused-viewer");
        using HttpResponseMessage made = await browser.PostAsJsonAsync("/api/v1/tokens", new { name = "refused-" + Guid.NewGuid().ToString("N")[..8], role = "viewer", days = 1 });
        using HttpClient program = worker.NewClient();
        program.DefaultRequestHeaders.Authorization = new("Bearer", JsonNode.Parse(await made.Content.ReadAsStringAsync())!["secret"]!.GetValue<string>());
        foreach (HttpClient client in (HttpClient[])[browser, program])
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);

            using HttpResponseMessage refused = await client.SendAsync(request);

            Assert.Equal((HttpStatusCode.Forbidden, "application/problem+json"), (refused.StatusCode, refused.Content.Headers.ContentType?.MediaType));
            string detail = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["detail"]!.GetValue<string>();
            Assert.StartsWith($"{method} '{path}' takes ", detail, StringComparison.Ordinal);
            Assert.Contains(expected, detail, StringComparison.Ordinal);
        }
    }

    private static readonly string[] Policies = [Rights.View, Rights.ViewCity, Rights.Respond, Rights.Operate, Rights.OperateCity, Rights.Administer];

    private IEnumerable<(string Name, RouteEndpoint Endpoint)> Endpoints()
    {
        var found = worker.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Distinct().ToList();
        Assert.NotEmpty(found);
        foreach (RouteEndpoint endpoint in found)
        {
            foreach (string method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"])
                yield return ($"{method} /{endpoint.RoutePattern.RawText!.TrimStart('/').TrimEnd('/')}", endpoint);
        }
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string name, RouteEndpoint endpoint)
    {
        string path = "/" + Parameter().Replace(endpoint.RoutePattern.RawText!.TrimStart('/'), match => match.Groups["constraint"].Success ? "1" : match.Groups["name"].Value == "documentName" ? "v1" : "x-1");
        using var request = new HttpRequestMessage(new HttpMethod(name.Split(' ')[0]), path);
        if (request.Method != HttpMethod.Get && path.StartsWith("/api", StringComparison.Ordinal))
            request.Content = new StringContent("{}", System.Text.Encoding.UTF8, "application/json");
        else if (request.Method != HttpMethod.Get)
            request.Content = new FormUrlEncodedContent([]);
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return response.StatusCode;
    }

    [GeneratedRegex(@"\{(?<name>\w+)(?<constraint>:\w+)?\}", RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
