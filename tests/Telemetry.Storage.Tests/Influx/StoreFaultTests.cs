using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>
/// Every fault of a store behind HTTP, and then it is well again: nothing is lost, nothing is there that was not sent, and
/// meanwhile it is left alone for longer and longer.
/// </summary>
public sealed class StoreFaultTests : IAsyncDisposable
{
    private const int Count = 1_000;

    private readonly UploadRig _rig = new();
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);
    private readonly HashSet<string> _stored = [];
    private FakeHttpServer? _server;
    private ITimeSeriesStore? _store;
    private bool _isFaulty;
    private int _writes;

    public static TheoryData<string, string, UploaderState> Faults()
    {
        var table = new TheoryData<string, string, UploaderState>();
        foreach (string kind in (string[])["influxdb1", "influxdb2", "victoriametrics"])
        {
            foreach (string fault in (string[])["refused", "reset", "reset-in-answer", "half-open", "429", "429-delta", "429-date", "500", "502", "503", "408"])
                table.Add(kind, fault, UploaderState.Retrying);
            foreach (string fault in (string[])["302", "401", "403", "404", "405", "400-everything", "413-everything"])
                table.Add(kind, fault, UploaderState.Misconfigured);
            table.Add(kind, "slow", UploaderState.Running);
        }

        return table;
    }

    public async ValueTask DisposeAsync()
    {
        await _rig.DisposeAsync();
        if (_store is not null)
            await _store.DisposeAsync();
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Upload_FaultAndBack_LosesNothingAndDoesNotInsist(string kind, string fault, UploaderState expected)
    {
        _server = new FakeHttpServer(request => request.Target.Contains("/write", StringComparison.Ordinal) ? Write(request, fault) : Question(request));
        _store = Store(kind, _server.Url, fault);
        Uploader uploader = _rig.Start(_store, new UploaderOptions { MaximumLines = 250, FlushInterval = TimeSpan.Zero });
        await _rig.UntilAsync(() => uploader.Statistics.State == UploaderState.Running, TimeSpan.Zero);

        _isFaulty = true;
        Append();
        if (expected != UploaderState.Running)
        {
            await _rig.UntilAsync(() => uploader.Statistics.State == expected && uploader.Statistics.LastError is not null, TimeSpan.Zero);
            int before = Volatile.Read(ref _writes);
            DateTimeOffset at = _rig.Time.GetUtcNow();
            await _rig.UntilAsync(() => _rig.Time.GetUtcNow() - at > TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(1));
            Assert.Equal(expected, uploader.Statistics.State);

            // A wait is 1.5 s on average and 3 s at most, or 30 s when somebody has to mend something; the first ones are short.
            Assert.InRange(Volatile.Read(ref _writes) - before, 0, 400);
            Assert.Equal((0, Count), (uploader.Statistics.Position, uploader.Statistics.LagRecords));
            Assert.True(uploader.Statistics.TroubleFor > TimeSpan.FromMinutes(1));
            Assert.True(uploader.Statistics.Retries > 0);
        }

        _isFaulty = false;
        if (_server.IsDead)
            _server.Start();
        await _rig.UntilAsync(() => uploader.Statistics.Position == Count, TimeSpan.FromSeconds(1));

        Assert.Equal(Count, _stored.Count);
        Assert.Equal(Names().ToHashSet(), _stored);
        Assert.Equal(0, _rejected.Total);
        Assert.Equal((UploaderState.Running, TimeSpan.Zero), (uploader.Statistics.State, uploader.Statistics.TroubleFor));
        await _rig.UntilAsync(() => uploader.SettledPosition == Count, TimeSpan.FromSeconds(1));
    }

    [Theory]
    [InlineData("429-delta")]
    [InlineData("429-date")]
    public async Task Upload_RetryAfter_IsHonoured(string fault)
    {
        _server = new FakeHttpServer(request => request.Target.Contains("/write", StringComparison.Ordinal) ? Write(request, fault) : Question(request));
        _store = Store("influxdb2", _server.Url, fault);
        _isFaulty = true;
        // Committed before, so that they go out as one batch and not on two connections at once.
        Append();
        await _rig.Journal.WaitForCommitAsync(Count - 1, default);
        Uploader uploader = _rig.Start(_store, new UploaderOptions { FlushInterval = TimeSpan.Zero });
        await _rig.UntilAsync(() => _writes == 1 && uploader.Statistics.State == UploaderState.Retrying, TimeSpan.Zero);

        DateTimeOffset at = _rig.Time.GetUtcNow();
        await _rig.UntilAsync(() => _writes >= 2, TimeSpan.FromSeconds(1));

        Assert.InRange(_rig.Time.GetUtcNow() - at, TimeSpan.FromSeconds(59), TimeSpan.FromSeconds(70));
    }

    private static IEnumerable<string> Names() => Enumerable.Range(0, Count).Select(i => Lines.Of("heating", "d1", Lines.Start + i, ("flow", i)));

    private void Append()
    {
        foreach (string line in Names())
            _rig.Journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 0, 0), "x"u8, Encoding.UTF8.GetBytes(line));
    }

    private FakeAnswer Question(FakeRequest request) => request.Target switch
    {
        "/metrics" => new FakeAnswer(200, "process_start_time_seconds 1\n"),
        _ when request.Target.StartsWith("/api/v2/buckets", StringComparison.Ordinal) => new FakeAnswer(200, """{"buckets":[{"name":"telemetry"}]}"""),
        _ => new FakeAnswer(200, """{"results":[{"series":[{"values":[["telemetry"]]}]}]}"""),
    };

    private FakeAnswer Write(FakeRequest request, string fault)
    {
        Interlocked.Increment(ref _writes);
        if (_isFaulty)
        {
            switch (fault)
            {
                case "refused":
                    return new FakeAnswer(0, Die: true);
                case "reset":
                    return new FakeAnswer(204, Cut: 0);
                case "reset-in-answer":
                    return new FakeAnswer(500, new string('x', 1_000), Cut: 200);
                case "half-open":
                    return new FakeAnswer(204, Hang: true);
                case "429-delta":
                    return new FakeAnswer(429, """{"error":"slow down"}""", "Retry-After: 60\r\n");
                case "429-date":
                    return new FakeAnswer(429, "", $"Retry-After: {_rig.Time.GetUtcNow().AddSeconds(60):R}\r\n");
                case "400-everything":
                    return new FakeAnswer(400, """{"error":"what is this?"}""");
                case "413-everything":
                    return new FakeAnswer(413, """{"error":"too large"}""");
                case not "slow":
                    return new FakeAnswer(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture), """{"error":"because"}""", "Location: http://192.0.2.1/\r\n");
            }
        }

        lock (_stored)
            _stored.UnionWith(request.Lines.Where(line => !line.StartsWith('#')));
        return new FakeAnswer(204, Slow: _isFaulty);
    }

    /// <summary>With a real clock for the answers, which come in real time, but for the clock that dates are compared with.</summary>
    private ITimeSeriesStore Store(string kind, Uri url, string fault)
    {
        TimeProvider time = new DatedTimeProvider(_rig.Time);
        var timeout = TimeSpan.FromSeconds(fault == "half-open" ? 0.5 : 60);
        return kind switch
        {
            "influxdb1" => new InfluxStore(new InfluxOptions { Url = url, Database = "telemetry", Timeout = timeout }, _rejected, time),
            "influxdb2" => new InfluxStore(
                new InfluxOptions { Api = InfluxApi.V2, Url = url, Database = "telemetry", Org = "o", Token = "t", Timeout = timeout, Compression = Compression.On }, _rejected, time),
            _ => new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = url, Timeout = timeout, Settle = TimeSpan.FromSeconds(1) }, _rejected, time),
        };
    }

    private sealed class DatedTimeProvider(TimeProvider dates) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => dates.GetUtcNow();
    }
}
