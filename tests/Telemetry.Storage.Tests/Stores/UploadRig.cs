using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Testing;

namespace Telemetry.Storage.Tests.Stores;

/// <summary>A real journal in a folder of its own, and an uploader on a clock that the test moves.</summary>
internal sealed class UploadRig : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    public UploadRig(long segmentBytes = 1024 * 1024)
    {
        Journal = Storage.Journal.Journal.Open(
            new JournalOptions { Folder = _folder["journal"], Linger = TimeSpan.Zero, SegmentBytes = segmentBytes, MaximumBytes = 64 * 1024 * 1024, KeepBytes = 0, ReserveBytes = 0 },
            TimeProvider.System,
            NullLogger.Instance);
    }

    public Storage.Journal.Journal Journal { get; }

    public ManualTimeProvider Time { get; } = new();

    public CursorFile Cursor => new(_folder["cursor"]);

    public Uploader Start(ITimeSeriesStore store, UploaderOptions? options = null, CursorFile? cursor = null)
    {
        var uploader = new Uploader(Journal, store, options ?? new UploaderOptions { FlushInterval = TimeSpan.Zero }, cursor, Time, NullLogger.Instance);
        _running = uploader.RunAsync(_stop.Token);
        return uploader;
    }

    /// <summary>Appends lines <c>l0</c>, <c>l1</c>, ... named by their positions, and waits until they are committed.</summary>
    public async Task AppendAsync(int count, RecordKind kind = RecordKind.Reading)
    {
        long now = Time.GetUtcNow().ToUnixTimeMilliseconds();
        long last = -1;
        for (int i = 0; i < count; i++)
            last = Journal.Append(new RecordHeader(kind, RecordFlags.None, Quality.Good, TimestampSource.Device, now, now), "d1"u8, Encoding.UTF8.GetBytes($"l{Journal.NextPosition}"));
        await Journal.WaitForCommitAsync(last, default);
    }

    /// <summary>Moves the clock in small steps until something is so.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan? step = null)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (!condition())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(90), "It did not come about within 90 s.");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
            Time.Advance(step ?? TimeSpan.FromMilliseconds(50));
        }
    }

    public Task StoppedAsync() => _running!;

    public void Stop() => _stop.Cancel();

    public async Task StopAsync()
    {
        Stop();
        await UntilAsync(() => _running!.IsCompleted);
        await _running!;
    }

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
            await StopAsync();
        await Journal.DisposeAsync();
        _stop.Dispose();
        _folder.Dispose();
    }
}
