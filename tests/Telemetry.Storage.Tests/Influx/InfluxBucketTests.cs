using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>A bucket that is missing at the start. InfluxDB 2 is scripted from its documented answers.</summary>
public sealed class InfluxBucketTests
{
    private const string NoBucket = """{"code":"not found","message":"bucket \"telemetry\" not found"}""";
    private const string Orgs = """{"orgs":[{"id":"0a1b","name":"city hall"}]}""";

    [Theory]
    [InlineData(200, """{"buckets":[]}""")]
    [InlineData(404, NoBucket)]
    public async Task Initialize_NoBucket_IsMadeInTheOrganisation(int status, string body)
    {
        await using FakeHttpServer server = Serve(new FakeAnswer(status, body), new FakeAnswer(200, Orgs), new FakeAnswer(201, "{}"));
        await using InfluxStore store = Open(server);

        await store.InitializeAsync(default);

        Assert.Equal(["GET /api/v2/buckets?org=city%20hall&name=telemetry", "GET /api/v2/orgs?org=city%20hall", "POST /api/v2/buckets"], server.Requests.Select(r => $"{r.Method} {r.Target}"));
        Assert.Equal("""{"orgID":"0a1b","name":"telemetry","retentionRules":[]}""", server.Requests[2].Body);
        Assert.All(server.Requests, r => Assert.Equal("Token secret", r.Headers["authorization"]));
    }

    [Fact]
    public async Task Initialize_NoBucketAndNotToBeMade_NamesTheMend()
    {
        await using FakeHttpServer server = Serve(new FakeAnswer(404, NoBucket), new FakeAnswer(200, Orgs), new FakeAnswer(201, "{}"));
        await using InfluxStore store = Open(server, create: false);

        string message = (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.InitializeAsync(default))).Message;

        Assert.Contains("influx bucket create --org city hall --name telemetry, or set Store:Create=true", message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(401, """{"code":"unauthorized","message":"unauthorized access"}""")]
    [InlineData(403, """{"code":"forbidden","message":"insufficient permissions for write"}""")]
    [InlineData(422, """{"code":"conflict","message":"bucket with name telemetry already exists"}""")]
    public async Task Initialize_BucketMayNotBeMade_NamesTheMendAndTheStoresWords(int status, string body)
    {
        await using FakeHttpServer server = Serve(new FakeAnswer(404, NoBucket), new FakeAnswer(200, Orgs), new FakeAnswer(status, body));
        await using InfluxStore store = Open(server);

        string message = (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.InitializeAsync(default))).Message;

        Assert.StartsWith($"{status}: ", message);
        Assert.Contains("influx bucket create", message);
    }

    [Theory]
    [InlineData(200, """{"orgs":[]}""")]
    [InlineData(200, "no json")]
    [InlineData(200, """{"orgs":[{"name":"city hall"}]}""")]
    [InlineData(404, """{"code":"not found","message":"organization name \"city hall\" not found"}""")]
    public async Task Initialize_NoOrganisation_NamesTheOption(int status, string body)
    {
        await using FakeHttpServer server = Serve(new FakeAnswer(404, NoBucket), new FakeAnswer(status, body), new FakeAnswer(201, "{}"));
        await using InfluxStore store = Open(server);

        Assert.Contains("Store:Org", (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.InitializeAsync(default))).Message);
    }

    [Fact]
    public async Task Initialize_StoreGoesAwayMeanwhile_IsTriedAgainLater()
    {
        await using FakeHttpServer server = Serve(new FakeAnswer(404, NoBucket), new FakeAnswer(503), new FakeAnswer(201, "{}"));
        await using InfluxStore store = Open(server);

        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(default));
    }

    private static FakeHttpServer Serve(FakeAnswer buckets, FakeAnswer orgs, FakeAnswer create) =>
        new(request => request.Method == "POST" ? create : request.Target.StartsWith("/api/v2/orgs", StringComparison.Ordinal) ? orgs : buckets);

    private static InfluxStore Open(FakeHttpServer server, bool create = true) => new(
        new InfluxOptions { Api = InfluxApi.V2, Url = server.Url, Database = "telemetry", Org = "city hall", Token = "secret", Create = create },
        new RejectedLines(null, TimeProvider.System, NullLogger.Instance),
        TimeProvider.System);
}
