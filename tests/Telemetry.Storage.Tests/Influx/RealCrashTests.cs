using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Storage.Tests.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Influx;

/// <summary>
/// influxd 1.6.7 reads the name of this field up to the equals sign in its value, because it takes the two backslashes
/// for an escape of the first; then it cuts the quotes off a value of one character, and the whole process dies of that.
/// </summary>
public sealed class RealCrashTests : IAsyncDisposable
{
    private const string Deadly = """heating,device=hs-0 a\\="x=" 1763700000000000000""";
    private const int Count = 10_000;

    private readonly TemporaryFolder _folder = new();
    private readonly Storage.Journal.Journal _journal;

    public RealCrashTests() =>
        _journal = Storage.Journal.Journal.Open(new JournalOptions { Folder = _folder["journal"] }, TimeProvider.System, NullLogger.Instance);

    public async ValueTask DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Upload_TwoLinesThatCrashInflux_AreSetAsideAndTheRestIsStored()
    {
        await using InfluxPeer peer = await InfluxPeer.StartAsync(RequiredPeer.Find("influxd"));
        var rejected = new RejectedLines(_folder["rejected.lp"], TimeProvider.System, NullLogger.Instance);
        await using var store = new InfluxStore(new InfluxOptions { Url = peer.Url, Database = "telemetry" }, rejected, TimeProvider.System);
        var uploader = new Uploader(
            _journal, store, new UploaderOptions { MaximumLines = 2_000, FlushInterval = TimeSpan.Zero, RetryMaximum = TimeSpan.FromMilliseconds(200) }, null, TimeProvider.System, NullLogger.Instance);
        for (int i = 0; i < Count; i++)
            Append(i is 4_321 or 4_400 ? Deadly : Lines.Of("heating", "hs-0", Lines.Start + i, ("flow", i)));
        using var stop = new CancellationTokenSource();

        Task running = uploader.RunAsync(stop.Token);
        int restarts = await SuperviseAsync(peer, () => uploader.Statistics.Position == Count);

        await stop.CancelAsync();
        await running;
        Assert.Equal(2, rejected.Count(LineRejection.Crash));
        Assert.Equal(2, rejected.Total);
        Assert.InRange(restarts, 5, 20);
        IReadOnlyList<SeriesPoint> points = await store.QueryAsync(new SeriesQuery("heating", "hs-0", "flow", 0, long.MaxValue), default);
        Assert.Equal(Enumerable.Range(0, Count).Where(i => i is not (4_321 or 4_400)).Select(i => (double?)i), points.Select(p => p.Number));
        string[] kept = await File.ReadAllLinesAsync(_folder["rejected.lp"]);
        Assert.Equal([Deadly, Deadly], kept.Where(line => !line.StartsWith('#')));
        Assert.All(kept.Where(line => line.StartsWith('#')), line => Assert.Contains(" crash: The store died of it twice", line));
    }

    /// <summary>What systemd or Docker does: starts it again whenever it died.</summary>
    private static async Task<int> SuperviseAsync(InfluxPeer peer, Func<bool> until)
    {
        int restarts = 0;
        long start = TimeProvider.System.GetTimestamp();
        while (!until())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(90), $"Not done after {restarts} restarts.");
            if (peer.HasExited)
            {
                restarts++;
                peer.Launch();
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
        }

        return restarts;
    }

    private void Append(string line) =>
        _journal.Append(new RecordHeader(RecordKind.Reading, RecordFlags.None, Quality.Good, TimestampSource.Device, 0, 0), "x"u8, Encoding.UTF8.GetBytes(line));
}
