using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>The first contact with a scripted server, and queries.</summary>
public sealed class InfluxStoreQuestionTests
{
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task Initialize_V2_LooksForTheBucket()
    {
        string answer = """{"buckets":[{"name":"telemetry"}]}""";
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, answer));
        await using InfluxStore store = V2(server);

        await store.InitializeAsync(default);
        Assert.Equal("/api/v2/buckets?org=city%20hall&name=telemetry", server.Requests[0].Target);
    }

    [Theory]
    [InlineData(200, "<html>")]
    [InlineData(200, "{}")]
    [InlineData(200, "{broken")]
    [InlineData(200, "{\"buckets\":7}")]
    [InlineData(404, "")]
    [InlineData(405, "")]
    public async Task Initialize_StoreThatAnswersNoQuestions_IsLeftToTheFirstWrite(int status, string body)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(status, body));
        await using InfluxStore first = V1(server);
        await first.InitializeAsync(default);
        await using InfluxStore second = V2(server);
        await second.InitializeAsync(default);
    }

    [Fact]
    public async Task Initialize_TokenRefused_NamesTheMend()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(401, """{"code":"unauthorized","message":"unauthorized access"}"""));
        await using InfluxStore store = V2(server);
        Assert.Contains("Store:Token", (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.InitializeAsync(default))).Message);
        Assert.Contains("Store:Token", (await Assert.ThrowsAsync<StoreConfigurationException>(() => store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 1), default))).Message);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"results":[]}""")]
    [InlineData("""{"results":[{"series":[{"values":[["yesterday",1]]}]}]}""")]
    [InlineData("""{"results":[{"series":[{"values":[[1]]}]}]}""")]
    public async Task Query_AnswerFromSomethingElse_IsUnavailable(string body)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, body));
        await using InfluxStore store = V1(server);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 1), default));
    }

    [Fact]
    public async Task Query_V2_AsksWithTheToken()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, """{"results":[{"series":[{"values":[[5,0.5]]}]}]}"""));
        await using InfluxStore store = V2(server);

        Assert.Equal([new SeriesPoint(5, 0.5, null)], await store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 10), default));

        FakeRequest request = Assert.Single(server.Requests);
        Assert.StartsWith("/query?db=telemetry&epoch=ms&q=SELECT%20%22f%22", request.Target);
        Assert.Equal("Token secret", request.Headers["authorization"]);
    }

    [Fact]
    public void Constructor_OptionOutOfRange_Throws()
    {
        InfluxOptions good = new() { Url = new Uri("http://127.0.0.1"), Database = "t" };
        good.Validate();
        Assert.All<InfluxOptions>(
            [
                new() { Url = new Uri("ftp://127.0.0.1"), Database = "t" },
                new() { Url = good.Url, Database = " " },
                new() { Url = good.Url, Database = "t", Api = InfluxApi.V2 },
                new() { Url = good.Url, Database = "t", Connections = 0 },
                new() { Url = good.Url, Database = "t", Timeout = TimeSpan.Zero },
                new() { Url = good.Url, Database = "t", Token = "x", UserName = "y" },
                new() { Url = good.Url, Database = "t", Token = "x\n" },
            ],
            options => Assert.Throws<ArgumentException>(() => new InfluxStore(options, _rejected, TimeProvider.System)));
    }

    private InfluxStore V1(FakeHttpServer server) =>
        new(new InfluxOptions { Url = server.Url, Database = "telemetry" }, _rejected, TimeProvider.System);

    private InfluxStore V2(FakeHttpServer server) =>
        new(
            new InfluxOptions { Api = InfluxApi.V2, Url = server.Url, Database = "telemetry", Org = "city hall", Token = "secret" },
            _rejected,
            TimeProvider.System);
}
