using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Opens the day for the journal: a record says which city the records after it are to be understood by. Watches it from
/// then on, because a journal whose disk failed accepts nothing more, and a worker that cannot keep anything must not
/// look alive. Started first and stopped last.
/// </summary>
internal sealed partial class JournalKeeper(
    Journal journal, JournalRetention retention, JournalForecast forecast, CityInForce city, CityArchive archive, TimeProvider time, StopReason stop, IHostApplicationLifetime lifetime, ILogger<JournalKeeper> logger) : IHostedService
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromMilliseconds(500);

    private ITimer? _watch;
    private ITimer? _observe;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        archive.Keep(city.City);
        archive.KeepTypes(city.City);
        long position = CityRecord.Append(journal, city.City, time.GetUtcNow().ToUnixTimeMilliseconds());
        await journal.WaitForCommitAsync(position, cancellationToken);
        _watch = TimeProvider.System.CreateTimer(_ => Watch(), null, WatchInterval, WatchInterval);
        _observe = TimeProvider.System.CreateTimer(_ => Observe(), null, TimeSpan.Zero, JournalForecast.Interval);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _watch?.Dispose();
        _observe?.Dispose();
        await journal.DisposeAsync();
    }

    private void Observe()
    {
        // Before its readers have said where they stand, a journal looks as if everything in it were still needed.
        if (retention.HasHeardAll)
            forecast.Observe(journal.Statistics);
    }

    private void Watch()
    {
        if (journal.Failure is not { } failure || stop.IsFailure)
            return;
        stop.Fail();
        LogFailed(logger, failure);
        lifetime.StopApplication();
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "The journal's disk failed; nothing more can be kept or acknowledged, so the worker stops. Devices and brokers keep what was not acknowledged. Mend the disk and start again")]
    private static partial void LogFailed(ILogger logger, Exception failure);
}
