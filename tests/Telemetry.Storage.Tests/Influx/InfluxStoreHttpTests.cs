using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>
/// Against a scripted server. InfluxDB 2 cannot be run where this project is built: what stands here is its documented
/// behaviour (400 stores nothing on a parse error, 422 on a partial write, errors as <c>message</c>).
/// </summary>
public sealed class InfluxStoreHttpTests
{
    private static readonly string[] Good = [.. Enumerable.Range(0, 100).Select(i => Lines.Of("heating", "d1", i, ("flow", i)))];

    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);

    [Fact]
    public async Task Write_V1_PostsLinesToTheDatabaseWithTheUser()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using var store = new InfluxStore(new InfluxOptions { Url = server.Url, Database = "a b&c", UserName = "user", Password = "pass:word" }, _rejected, TimeProvider.System);

        Assert.Equal(new WriteResult(WriteOutcome.Stored), await store.WriteAsync(Lines.Batch(Good), default));

        FakeRequest request = Assert.Single(server.Requests);
        Assert.Equal(("POST", "/write?db=a%20b%26c&precision=ns"), (request.Method, request.Target));
        Assert.Equal("Basic dXNlcjpwYXNzOndvcmQ=", request.Headers["authorization"]);
        Assert.False(request.Headers.ContainsKey("content-encoding"));
        Assert.Equal(Good, request.Lines);
    }

    [Fact]
    public async Task Write_V2_PostsCompressedLinesToTheBucketWithTheToken()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using InfluxStore store = V2(server, Compression.On);

        Assert.Equal(WriteOutcome.Stored, (await store.WriteAsync(Lines.Batch(Good), default)).Outcome);

        FakeRequest request = Assert.Single(server.Requests);
        Assert.Equal("/api/v2/write?org=city%20hall&bucket=telemetry&precision=ns", request.Target);
        Assert.Equal("Token secret", request.Headers["authorization"]);
        Assert.Equal("gzip", request.Headers["content-encoding"]);
        Assert.Equal(Good, request.Lines);
    }

    [Fact]
    public async Task Write_PathInTheAddress_IsKept()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using var store = new InfluxStore(new InfluxOptions { Url = new Uri(server.Url, "/influx/"), Database = "t" }, _rejected, TimeProvider.System);
        await store.WriteAsync(Lines.Batch(Good), default);
        Assert.Equal("/influx/write?db=t&precision=ns", Assert.Single(server.Requests).Target);
    }

    [Theory]
    [InlineData(500, WriteOutcome.Retry)]
    [InlineData(502, WriteOutcome.Retry)]
    [InlineData(503, WriteOutcome.Retry)]
    [InlineData(408, WriteOutcome.Retry)]
    [InlineData(429, WriteOutcome.Retry)]
    [InlineData(401, WriteOutcome.Misconfigured)]
    [InlineData(403, WriteOutcome.Misconfigured)]
    [InlineData(404, WriteOutcome.Misconfigured)]
    [InlineData(405, WriteOutcome.Misconfigured)]
    [InlineData(302, WriteOutcome.Misconfigured)]
    public async Task Write_Refused_KeepsTheDataAndSaysWhy(int status, WriteOutcome expected)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(status, """{"error":"because"}""", "Location: http://192.0.2.1/\r\n"));
        await using InfluxStore store = V1(server);

        WriteResult result = await store.WriteAsync(Lines.Batch(Good), default);

        Assert.Equal((expected, 0), (result.Outcome, result.RejectedLines));
        Assert.StartsWith(status == 302 ? $"302: {server.Url} redirects to http://192.0.2.1/. That is not followed" : $"{status}: because", result.Message);
        Assert.Single(server.Requests);
        Assert.Equal(0, _rejected.Total);
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", 7)]
    [InlineData("Retry-After: Sat, 21 Nov 2026 08:00:30 GMT\r\n", 30)]
    [InlineData("Retry-After: Sat, 21 Nov 2020 08:00:30 GMT\r\n", null)]
    [InlineData("Retry-After: soon\r\n", null)]
    [InlineData("", null)]
    public async Task Write_TooManyRequests_TellsHowLongToWait(string header, int? seconds)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(429, "", header));
        await using InfluxStore store = V1(server, time: new ManualTimeProvider());

        WriteResult result = await store.WriteAsync(Lines.Batch(Good), default);

        Assert.Equal(WriteOutcome.Retry, result.Outcome);
        Assert.Equal(seconds, (int?)result.RetryAfter?.TotalSeconds);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(70)]
    public async Task Write_ConnectionResetInTheMiddle_IsTriedAgain(int bytes)
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(500, new string('x', 1_000), Cut: bytes));
        await using InfluxStore store = V1(server);
        Assert.Equal(WriteOutcome.Retry, (await store.WriteAsync(Lines.Batch(Good), default)).Outcome);
    }

    [Fact]
    public async Task Write_NobodyListens_IsTriedAgain()
    {
        await using var store = new InfluxStore(new InfluxOptions { Url = new Uri($"http://127.0.0.1:{PeerProcess.FreePort()}"), Database = "t" }, _rejected, TimeProvider.System);
        Assert.Equal(WriteOutcome.Retry, (await store.WriteAsync(Lines.Batch(Good), default)).Outcome);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(default));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.QueryAsync(new SeriesQuery("m", "d", "f", 0, 1), default));
    }

    [Fact]
    public async Task Write_NoAnswer_TimesOut()
    {
        var asked = new TaskCompletionSource();
        await using var server = new FakeHttpServer(_ =>
        {
            asked.SetResult();
            return new FakeAnswer(204, Hang: true);
        });
        var time = new ManualTimeProvider();
        await using InfluxStore store = V1(server, time: time);
        Task<WriteResult> write = store.WriteAsync(Lines.Batch(Good), default);
        await asked.Task;
        Assert.False(write.IsCompleted);

        time.Advance(TimeSpan.FromSeconds(10));

        WriteResult result = await write;
        Assert.Equal(WriteOutcome.Retry, result.Outcome);
        Assert.Contains("10 s", result.Message);
    }

    [Fact]
    public async Task Write_Cancelled_Throws()
    {
        using var stop = new CancellationTokenSource();
        await using var server = new FakeHttpServer(_ =>
        {
            stop.Cancel();
            return new FakeAnswer(204, Hang: true);
        });
        await using InfluxStore store = V1(server);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => store.WriteAsync(Lines.Batch(Good), stop.Token));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(100)]
    public async Task Write_SomeLinesBlamed_AreIsolatedAndTheRestIsStored(int every)
    {
        // As InfluxDB 2 does: nothing of a request is stored when one of its lines cannot be read.
        var stored = new List<string>();
        string[] lines = [.. Good.Select((l, i) => i % every == 0 ? $"poison{i}" : l)];
        await using var server = new FakeHttpServer(request =>
        {
            if (request.Lines.FirstOrDefault(l => l.StartsWith("poison", StringComparison.Ordinal)) is { } poison)
                return new FakeAnswer(400, $$"""{"code":"invalid","message":"unable to parse '{{poison}}': missing fields"}""");
            stored.AddRange(request.Lines.Where(l => !l.StartsWith('#')));
            return new FakeAnswer(204);
        });
        await using InfluxStore store = V2(server);

        WriteResult result = await store.WriteAsync(Lines.Batch(lines), default);

        int poisoned = lines.Count(l => l.StartsWith("poison", StringComparison.Ordinal));
        Assert.Equal((WriteOutcome.Stored, poisoned), (result.Outcome, result.RejectedLines));
        Assert.Equal(poisoned, _rejected.Count(LineRejection.Malformed));
        Assert.Equal(lines.Where(l => !l.StartsWith("poison", StringComparison.Ordinal)).Order(), stored.Distinct().Order());
    }

    [Fact]
    public async Task Write_WholeBatchDropped_IsNotHalvedAtAll()
    {
        await using var server = new FakeHttpServer(request => request.Lines.Count > 1
            ? new FakeAnswer(400, """{"error":"partial write: points beyond retention policy dropped=100"}""")
            : new FakeAnswer(204));
        await using InfluxStore store = V1(server);

        Assert.Equal(100, (await store.WriteAsync(Lines.Batch(Good), default)).RejectedLines);
        Assert.Equal(100, _rejected.Count(LineRejection.Retention));
        Assert.Equal([100, 1, 100], server.Requests.Select(r => r.Lines.Count));
    }

    [Fact]
    public async Task Write_PartialWrite422_IsIsolated()
    {
        await using var server = new FakeHttpServer(request => request.Lines.Contains(Good[42])
            ? new FakeAnswer(422, """{"code":"unprocessable entity","message":"partial write: field type conflict: dropped=1"}""")
            : new FakeAnswer(204));
        await using InfluxStore store = V2(server);

        Assert.Equal(1, (await store.WriteAsync(Lines.Batch(Good), default)).RejectedLines);
        Assert.Equal(1, _rejected.Count(LineRejection.TypeConflict));
    }

    [Fact]
    public async Task Write_EverythingBlamedAlike_IsTheServersFault()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(400, """{"error":"database is required"}"""));
        await using InfluxStore store = V1(server);

        Assert.Equal(new WriteResult(WriteOutcome.Misconfigured, 0, "400: database is required"), await store.WriteAsync(Lines.Batch(Good), default));
        Assert.Equal(0, _rejected.Total);
    }

    [Fact]
    public async Task Write_ServerRefusedEverythingUntilAMomentAgo_BlamesNothing()
    {
        int requests = 0;
        await using var server = new FakeHttpServer(_ => ++requests <= 3 ? new FakeAnswer(400, "no") : new FakeAnswer(204));
        await using InfluxStore store = V1(server);

        Assert.Equal(new WriteResult(WriteOutcome.Stored), await store.WriteAsync(Lines.Batch(Good[..2]), default));

        Assert.Equal(0, _rejected.Total);
        Assert.Equal(Good[..2].ToHashSet(), server.Requests.Skip(3).SelectMany(r => r.Lines).Where(l => !l.StartsWith('#')).ToHashSet());
    }

    [Fact]
    public async Task Write_ServerGoesAwayWhileHalving_KeepsEverythingForLater()
    {
        int requests = 0;
        await using var server = new FakeHttpServer(request => ++requests > 5 ? new FakeAnswer(503) : request.Lines.Contains(Good[42]) ? new FakeAnswer(400, "bad") : new FakeAnswer(204));
        await using InfluxStore store = V1(server);

        Assert.Equal(WriteOutcome.Retry, (await store.WriteAsync(Lines.Batch(Good), default)).Outcome);
        Assert.Equal(0, _rejected.Total);
    }

    [Fact]
    public async Task Write_TooLarge_IsHalvedUntilItFits()
    {
        await using var server = new FakeHttpServer(request => request.Body.Length > 500 ? new FakeAnswer(413, "too large") : new FakeAnswer(204));
        await using InfluxStore store = V1(server);
        string giant = Lines.Of("heating", "d1", 0, ("mode", new string('x', 600)));

        WriteResult result = await store.WriteAsync(Lines.Batch([.. Good, giant]), default);

        Assert.Equal((WriteOutcome.Stored, 1), (result.Outcome, result.RejectedLines));
        Assert.Equal(1, _rejected.Count(LineRejection.TooLarge));
        Assert.Equal(Good.Order(), server.Requests.Where(r => r.Body.Length <= 500).SelectMany(r => r.Lines).Where(l => !l.StartsWith('#')).Order());
    }

    [Fact]
    public async Task Write_AfterAFailure_TakesOutWhatIsNoLine()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using InfluxStore store = V1(server);
        LineBatch batch = Lines.Batch([Good[0], "m f\\=\"unbalanced 1", Good[1]]);
        batch.Attempt = 1;

        Assert.Equal(1, (await store.WriteAsync(batch, default)).RejectedLines);
        Assert.Equal(Good[..2], Assert.Single(server.Requests).Lines);

        batch.Clear(0);
        batch.Add("poison"u8, 0, 0);
        batch.Attempt = 1;
        Assert.Equal((WriteOutcome.Stored, 1), ((await store.WriteAsync(batch, default)) is var only ? (only.Outcome, only.RejectedLines) : default));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Write_LineThatIsNotUtf8_IsNeverSent()
    {
        await using var server = new FakeHttpServer(_ => new FakeAnswer(204));
        await using InfluxStore store = V1(server);
        LineBatch batch = Lines.Batch(Good);
        batch.Add("heating,device=d1 fläche=1 1"u8, 100, 0);
        batch.Add([.. "heating,device=d1 fl"u8, 0xFF, .. "ow=1 1"u8], 101, 0);

        Assert.Equal(1, (await store.WriteAsync(batch, default)).RejectedLines);

        Assert.Equal(1, _rejected.Count(LineRejection.Malformed));
        Assert.Equal(101, Assert.Single(server.Requests).Lines.Count);
    }

    private InfluxStore V1(FakeHttpServer server, TimeProvider? time = null) =>
        new(new InfluxOptions { Url = server.Url, Database = "telemetry" }, _rejected, time ?? TimeProvider.System);

    private InfluxStore V2(FakeHttpServer server, Compression compression = Compression.Auto) =>
        new(
            new InfluxOptions { Api = InfluxApi.V2, Url = server.Url, Database = "telemetry", Org = "city hall", Token = "secret", Compression = compression },
            _rejected,
            TimeProvider.System);
}
