using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>A store that dies of what it is sent, and somebody who starts it again.</summary>
public sealed class CrashIsolationTests : IAsyncDisposable
{
    private readonly UploadRig _rig = new();
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);
    private readonly HashSet<string> _stored = [];
    private FakeHttpServer? _server;
    private Func<FakeRequest, bool> _diesOf = _ => false;
    private int _deaths;

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(5_000, 0)]
    [InlineData(5_000, 2_500)]
    [InlineData(5_000, 4_999)]
    public async Task Upload_OneDeadlyLine_IsSetAsideAndTheRestIsStored(int lines, int deadly)
    {
        _diesOf = request => request.Body.Contains("deadly", StringComparison.Ordinal);
        await UploadAsync(lines, connections: 2, deadly);

        Assert.Equal((1, 1), (_rejected.Count(LineRejection.Crash), _rejected.Total));
        Assert.Equal(lines - 1, _stored.Count);

        // Twice the whole batch, at most four times parts of it, and twice the line.
        Assert.InRange(_deaths, 2, 8);
    }

    [Fact]
    public async Task Upload_DeadlyLinesInManyBatchesUnderWayAtOnce_BlamesOnlyThem()
    {
        _diesOf = request => request.Body.Contains("deadly", StringComparison.Ordinal);
        await UploadAsync(3_000, connections: 4, 10, 700, 701, 1_499, 2_999);

        Assert.Equal((5, 5), (_rejected.Count(LineRejection.Crash), _rejected.Total));
        Assert.Equal(2_995, _stored.Count);
    }

    [Fact]
    public async Task Upload_StoreThatDiesOfLargeRequests_IsGivenSmallOnes()
    {
        _diesOf = request => request.Lines.Count > 100;
        await UploadAsync(3_000, connections: 2);

        Assert.Equal(0, _rejected.Total);
        Assert.Equal(3_000, _stored.Count);
    }

    [Fact]
    public async Task Upload_StoreThatDiesNowAndThen_BlamesNothing()
    {
        int requests = 0;
        _diesOf = _ => ++requests is 1 or 2 or 4 or 7 or 11 or 16;
        await UploadAsync(3_000, connections: 2);

        Assert.Equal(0, _rejected.Total);
        Assert.Equal(3_000, _stored.Count);
    }

    [Fact]
    public async Task Upload_StoreThatDiesOfEveryLineForAWhile_BlamesNothing()
    {
        bool isSick = true;
        _diesOf = request => isSick && request.Lines.Any(line => !line.StartsWith('#'));
        await AppendAsync(20);
        Uploader uploader = Start(connections: 2);
        await _rig.UntilAsync(() => Restarted() && _deaths > 60, TimeSpan.FromSeconds(1));
        isSick = false;
        await _rig.UntilAsync(() => Restarted() && uploader.Statistics.Position == 20, TimeSpan.FromSeconds(1));

        Assert.Equal(0, _rejected.Total);
        Assert.Equal(20, _stored.Count);
    }

    [Fact]
    public async Task Upload_StoreThatHangsOnALine_BlamesNothing()
    {
        await using var server = new FakeHttpServer(request => new FakeAnswer(204, Hang: request.Body.Contains("deadly", StringComparison.Ordinal)));
        await using var store = new InfluxStore(new InfluxOptions { Url = server.Url, Database = "t", Timeout = TimeSpan.FromMilliseconds(100) }, _rejected, TimeProvider.System);
        await AppendAsync(10, 5);
        Uploader uploader = _rig.Start(store);

        await _rig.UntilAsync(() => uploader.Statistics.Retries > 8, TimeSpan.FromSeconds(1));

        Assert.Equal(0, _rejected.Total);
        Assert.Equal(0, uploader.Statistics.Position);
    }

    [Fact]
    public async Task Upload_StoreThatForgetsWhenItDies_IsNotGivenTheDeadlyLineAgain()
    {
        int started = 100;
        _diesOf = request =>
        {
            bool dies = request.Body.Contains("deadly", StringComparison.Ordinal);
            if (dies)
            {
                // What a killed VictoriaMetrics had in memory only.
                _stored.Clear();
                started++;
            }

            return dies;
        };
        _server = new FakeHttpServer(request => request.Target == "/metrics"
            ? new FakeAnswer(200, string.Create(CultureInfo.InvariantCulture, $"process_start_time_seconds {started}\n"))
            : Answer(request));
        await using var store = new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = _server.Url }, _rejected, TimeProvider.System);
        await AppendAsync(1_000, 500);
        Uploader uploader = _rig.Start(store, new UploaderOptions { MaximumLines = 300, FlushInterval = TimeSpan.Zero });

        await _rig.UntilAsync(() => Restarted() && uploader.SettledPosition == 1_000);

        Assert.Equal((1, 1), (_rejected.Count(LineRejection.Crash), _rejected.Total));
        Assert.Equal(999, _stored.Count);
        Assert.True(uploader.Statistics.Rewinds > 0);
    }

    private FakeAnswer Answer(FakeRequest request)
    {
        lock (_stored)
        {
            if (_diesOf(request))
            {
                _deaths++;
                return new FakeAnswer(0, Die: true);
            }

            _stored.UnionWith(request.Lines.Where(line => !line.StartsWith('#')));
            return new FakeAnswer(204);
        }
    }

    private async Task UploadAsync(int lines, int connections, params int[] deadly)
    {
        await AppendAsync(lines, deadly);
        Uploader uploader = Start(connections);
        await _rig.UntilAsync(() => Restarted() && uploader.Statistics.Position == lines);
    }

    private Uploader Start(int connections)
    {
        _server = new FakeHttpServer(request => request.Method == "GET" ? new FakeAnswer(404) : Answer(request));
        var store = new InfluxStore(new InfluxOptions { Url = _server.Url, Database = "t", Connections = connections }, _rejected, TimeProvider.System);
        return _rig.Start(store, new UploaderOptions { MaximumLines = 5_000 / connections, FlushInterval = TimeSpan.Zero });
    }

    private bool Restarted()
    {
        if (_server!.IsDead)
            _server.Start();
        return true;
    }

    private async Task AppendAsync(int lines, params int[] deadly)
    {
        for (int i = 0; i < lines; i++)
        {
            string line = Lines.Of("heating", deadly.Contains(i) ? "deadly" : "d1", Lines.Start + i, ("flow", i));
            _rig.Journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 0, 0), "x"u8, Encoding.UTF8.GetBytes(line));
        }

        await _rig.Journal.WaitForCommitAsync(lines - 1, default);
    }
}
