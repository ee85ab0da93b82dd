using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Storage.Stores;
using Telemetry.Testing;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Stores;
using Telemetry.Worker.Tests.Harness;

namespace Telemetry.Worker.Tests.Stores;

/// <summary>A journal, an uploader on a clock that the test moves, and a store in memory.</summary>
internal sealed class StoreRig : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task? _running;

    public StoreRig(TimeSpan settle = default)
    {
        Store = new TestStore(Time) { Settle = settle };
        Uploader = new Uploader(
            Journal.Journal, Store, new UploaderOptions { FlushInterval = TimeSpan.Zero, SettleInterval = TimeSpan.Zero }, null, Time, NullLogger.Instance);
        Part = new StoreUploader(Uploader, new JournalRetention(Journal.Journal, []));
    }

    public ManualTimeProvider Time { get; } = new();

    public TestJournal Journal { get; } = new();

    public TestStore Store { get; }

    public Uploader Uploader { get; }

    public StoreUploader Part { get; }

    public void Start() => _running = Uploader.RunAsync(_stop.Token);

    /// <summary>Moves the clock in small steps until something is so.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? step = null) => Eventually.TrueAsync(() =>
    {
        if (condition())
            return true;
        Time.Advance(step ?? TimeSpan.FromMilliseconds(50));
        return false;
    });

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_running is not null)
        {
            await UntilAsync(() => _running.IsCompleted);
            await _running;
        }

        Part.Dispose();
        await Journal.DisposeAsync();
        _stop.Dispose();
    }
}
