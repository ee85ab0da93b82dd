using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Against a scripted server: restarts, and answers that are none.</summary>
public sealed class VictoriaMetricsStoreTests
{
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);
    private readonly LineBatch _batch = Lines.Batch(Lines.Of("heating", "d1", 1, ("flow", 1)));
    private string _metrics = Metrics(100);
    private string _headers = "";

    [Fact]
    public async Task Write_SameServer_IsStored()
    {
        await using FakeHttpServer server = Serve();
        await using VictoriaMetricsStore store = await OpenAsync(server);
        Assert.Equal(new WriteResult(WriteOutcome.Stored), await store.WriteAsync(_batch, default));
        Assert.Equal(WriteOutcome.Stored, await store.SyncAsync(1, default));
        Assert.Contains(server.Requests, r => r.Target == "/api/v2/write?precision=ns");
    }

    [Fact]
    public async Task Write_NewConnectionToTheSameServer_IsStored()
    {
        _headers = "Connection: close\r\n";
        await using FakeHttpServer server = Serve();
        await using VictoriaMetricsStore store = await OpenAsync(server);
        Assert.Equal(WriteOutcome.Stored, (await store.WriteAsync(_batch, default)).Outcome);
    }

    [Fact]
    public async Task Write_ServerWasRestarted_Rewinds()
    {
        _headers = "Connection: close\r\n";
        await using FakeHttpServer server = Serve();
        await using VictoriaMetricsStore store = await OpenAsync(server);
        _metrics = Metrics(200);
        Assert.Equal(WriteOutcome.Rewind, (await store.WriteAsync(_batch, default)).Outcome);
        Assert.Equal(WriteOutcome.Stored, (await store.WriteAsync(_batch, default)).Outcome);
    }

    [Fact]
    public async Task Sync_ServerWasRestarted_Rewinds()
    {
        await using FakeHttpServer server = Serve();
        await using VictoriaMetricsStore store = await OpenAsync(server);
        _metrics = Metrics(200);
        Assert.Equal(WriteOutcome.Rewind, await store.SyncAsync(1, default));
        _metrics = "";
        Assert.Equal(WriteOutcome.Retry, await store.SyncAsync(1, default));
    }

    [Fact]
    public async Task Initialize_NotVictoriaMetrics_NamesTheMend()
    {
        _metrics = "<html>";
        await using FakeHttpServer server = Serve();
        StoreConfigurationException refused = await Assert.ThrowsAsync<StoreConfigurationException>(() => OpenAsync(server));
        Assert.Contains("Store:Url", refused.Message);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("{}")]
    [InlineData("""{"values":1,"timestamps":2}""")]
    [InlineData("""{"values":[1],"timestamps":["x"]}""")]
    public async Task Query_AnswerFromSomethingElse_IsUnavailable(string export)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, export));
        await using var store = new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = server.Url }, _rejected, TimeProvider.System);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 1), default));
    }

    [Fact]
    public async Task Query_NotFiniteValues_AreLeftOut()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(200, """{"values":[1,null,"Infinity",4],"timestamps":[1,2,3,4]}"""));
        await using var store = new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = server.Url }, _rejected, TimeProvider.System);
        Assert.Equal([new SeriesPoint(1, 1, null), new SeriesPoint(4, 4, null)], await store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 10), default));
    }

    private static string Metrics(int startedAt) => $"vm_rows 5\nprocess_start_time_seconds {startedAt}\ngo_threads 7\n";

    private FakeHttpServer Serve() => new(request => request.Target == "/metrics" ? new FakeAnswer(200, _metrics, _headers) : new FakeAnswer(204, "", _headers));

    private async Task<VictoriaMetricsStore> OpenAsync(FakeHttpServer server)
    {
        var store = new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = server.Url }, _rejected, TimeProvider.System);
        await store.InitializeAsync(default);
        return store;
    }
}
