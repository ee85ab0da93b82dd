using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>Real stores, killed in the middle of an upload.</summary>
public sealed class RealOutageTests : IAsyncDisposable
{
    private const int Devices = 10;
    private const int PerDevice = 2_000;

    private static readonly UploaderOptions Options = new() { MaximumLines = 500, FlushInterval = TimeSpan.FromMilliseconds(10) };

    private readonly TemporaryFolder _folder = new();
    private readonly RejectedLines _rejected = new(null, TimeProvider.System, NullLogger.Instance);
    private readonly Storage.Journal.Journal _journal;

    public RealOutageTests() =>
        _journal = Storage.Journal.Journal.Open(new JournalOptions { Folder = _folder["journal"], ReserveBytes = 0 }, TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upload_InfluxKilledTwice_EveryReadingIsThereOnce()
    {
        await using InfluxPeer peer = await InfluxPeer.StartAsync(RequiredPeer.Find("influxd"));
        await using var store = new InfluxStore(new InfluxOptions { Url = peer.Url, Database = "telemetry" }, _rejected, TimeProvider.System);
        var uploader = new Uploader(_journal, store, Options, new CursorFile(_folder["cursor"]), TimeProvider.System, NullLogger.Instance);

        await UploadAsync(uploader, PerDevice, async appended =>
        {
            // In the middle of the part that was just appended, or at least of the next one.
            await UntilAsync(() => uploader.Statistics.Position > appended - (PerDevice * Devices / 3));
            peer.Kill();
            Append(appended, 1);
            await UntilAsync(() => uploader.Statistics.State == UploaderState.Retrying);
            await peer.StartAsync();
        });

        await CheckAsync(store, PerDevice);
        Assert.Equal(0, _rejected.Total);
    }

    [Fact]
    public async Task Upload_InfluxAsksForAUser_WaitsUntilItIsThere()
    {
        await using InfluxPeer peer = await InfluxPeer.StartAsync(RequiredPeer.Find("influxd"), authentication: true);
        await using var store = new InfluxStore(new InfluxOptions { Url = peer.Url, Database = "telemetry", UserName = "worker", Password = "a'b:c" }, _rejected, TimeProvider.System);
        var uploader = new Uploader(_journal, store, Options with { MendInterval = TimeSpan.FromMilliseconds(50) }, null, TimeProvider.System, NullLogger.Instance);

        await UploadAsync(uploader, 50, _ => Task.CompletedTask, async () =>
        {
            await UntilAsync(() => uploader.Statistics.State == UploaderState.Misconfigured);
            Assert.Contains("Store:Username", uploader.Statistics.LastError);
            await peer.QueryAsync(@"CREATE USER ""worker"" WITH PASSWORD 'a\'b:c' WITH ALL PRIVILEGES");
        });

        await CheckAsync(store, 50);
    }

    [Fact]
    public async Task Upload_VictoriaMetricsKilledTwice_EveryReadingIsThereOnce()
    {
        await using VictoriaMetricsPeer peer = await VictoriaMetricsPeer.StartAsync(RequiredPeer.Find("victoria-metrics"));
        await using var store = new VictoriaMetricsStore(new VictoriaMetricsOptions { Url = peer.Url }, _rejected, TimeProvider.System);
        var uploader = new Uploader(_journal, store, Options, new CursorFile(_folder["cursor"]), TimeProvider.System, NullLogger.Instance);

        DateTimeOffset started = TimeProvider.System.GetUtcNow();
        await UploadAsync(uploader, PerDevice, async appended =>
        {
            // Right after its answer: nothing of this is on its disk yet. It tells its start in whole seconds.
            await UntilAsync(() => uploader.Statistics.Position == appended && TimeProvider.System.GetUtcNow() - started > TimeSpan.FromSeconds(1));
            peer.Kill();
            started = TimeProvider.System.GetUtcNow();
            await peer.StartAsync();
        });

        Assert.Equal(2, uploader.Statistics.Rewinds);
        await peer.FlushAsync();
        await CheckAsync(store, PerDevice);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60), "It did not come about within 60 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    /// <summary>Appends readings in three parts with the fault after each of the first two, and waits until all are stored.</summary>
    private async Task UploadAsync(Uploader uploader, int perDevice, Func<long, Task> fault, Func<Task>? first = null)
    {
        using var stop = new CancellationTokenSource();
        Task running = uploader.RunAsync(stop.Token);
        if (first is not null)
            await first();
        int total = perDevice * Devices;
        for (int part = 1; part <= 3; part++)
        {
            Append(_journal.NextPosition, (total * part / 3) - (int)_journal.NextPosition);
            if (part < 3)
                await fault(_journal.NextPosition);
        }

        await UntilAsync(() => uploader.Statistics.Position == total);
        await stop.CancelAsync();
        await running;
    }

    /// <summary>Reading n is that of device n % 10 at millisecond n / 10.</summary>
    private void Append(long first, int count)
    {
        for (long n = first; n < first + count; n++)
        {
            string line = Lines.Of("heating", $"hs-{n % Devices}", Lines.Start + (n / Devices), ("flow", n / Devices));
            _journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 0, 0), "x"u8, Encoding.UTF8.GetBytes(line));
        }
    }

    private static async Task CheckAsync(ITimeSeriesStore store, int perDevice)
    {
        for (int device = 0; device < Devices; device++)
        {
            IReadOnlyList<SeriesPoint> points = await store.QueryAsync(new SeriesQuery("heating", $"hs-{device}", "flow", 0, long.MaxValue), default);
            Assert.Equal(Enumerable.Range(0, perDevice).Select(i => new SeriesPoint(Lines.Start + i, i, null)), points);
        }
    }
}
