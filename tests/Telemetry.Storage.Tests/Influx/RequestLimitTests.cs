using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Requests that shrink when a store cannot cope with them.</summary>
public sealed class RequestLimitTests
{
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public void Failed_AgainAndAgain_HalvesDownToTheLeast()
    {
        var limit = new RequestLimit();
        Assert.Equal(int.MaxValue, limit.Lines);
        limit.Failed(5_000);
        Assert.Equal(2_500, limit.Lines);
        for (int i = 0; i < 20; i++)
            limit.Failed(limit.Lines);
        Assert.Equal(64, limit.Lines);
    }

    [Fact]
    public void Succeeded_FullRequests_GrowBack()
    {
        var limit = new RequestLimit();
        limit.Failed(5_000);
        limit.Succeeded(100);
        Assert.Equal(2_500, limit.Lines);
        limit.Succeeded(2_500);
        Assert.Equal(2_812, limit.Lines);
        int requests = 0;
        for (; limit.Lines < 5_000; requests++)
            limit.Succeeded(limit.Lines);
        Assert.InRange(requests, 2, 10);
    }

    [Theory]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(413)]
    public async Task Write_StoreThatTakesALittleAtOnce_IsGivenThatFromThenOn(int status)
    {
        await using var server = new FakeHttpServer(request => request.Lines.Count > 300 ? new FakeAnswer(status) : new FakeAnswer(204));
        await using var store = new InfluxStore(new InfluxOptions { Url = server.Url, Database = "t" }, _rejected, TimeProvider.System);
        string[] lines = [.. Enumerable.Range(0, 5_000).Select(i => Lines.Of("heating", "d1", Lines.Start + i, ("flow", i)))];
        LineBatch batch = Lines.Batch(lines);

        while ((await store.WriteAsync(batch, default)).Outcome != WriteOutcome.Stored)
            batch.Attempt++;

        Assert.InRange(batch.Attempt, 0, 20);
        Assert.InRange(store.RequestLines, 64, 400);
        Assert.Equal(lines.ToHashSet(), server.Requests.Where(r => r.Lines.Count <= 300).SelectMany(r => r.Lines).Where(l => !l.StartsWith('#')).ToHashSet());
        Assert.Equal(0, _rejected.Total);
    }

    [Fact]
    public async Task Write_PartWasStoredBeforeTheFailure_IsNotSentAgain()
    {
        int requests = 0;
        await using var server = new FakeHttpServer(_ => new FakeAnswer(++requests is 1 or 3 ? 503 : 204));
        await using var store = new InfluxStore(new InfluxOptions { Url = server.Url, Database = "t" }, _rejected, TimeProvider.System);
        LineBatch batch = Lines.Batch(Enumerable.Range(0, 1_000).Select(i => Lines.Of("heating", "d1", Lines.Start + i, ("flow", i))));

        Assert.Equal(WriteOutcome.Retry, (await store.WriteAsync(batch, default)).Outcome);
        batch.Attempt++;
        Assert.Equal(WriteOutcome.Retry, (await store.WriteAsync(batch, default)).Outcome);
        batch.Attempt++;
        Assert.Equal(WriteOutcome.Stored, (await store.WriteAsync(batch, default)).Outcome);

        Assert.Equal([1_000, 500, 500], server.Requests.Take(3).Select(r => r.Lines.Count));
        Assert.Equal(1_000, server.Requests.Skip(1).Where((_, i) => i != 1).Sum(r => r.Lines.Count));
    }
}
