using Microsoft.Data.Sqlite;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Housekeeping;

/// <summary>Once an hour, deletes what has become too old to keep. The first time is an hour after the start, when clocks are set.</summary>
internal sealed partial class Housekeeper(
    AlertHistory history, QuarantineStore quarantine, SnapshotFolder snapshots, QuarantineOptions quarantineOptions, SnapshotOptions snapshotOptions, TimeProvider time, ILogger<Housekeeper> logger) : WorkerPart
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    /// <summary>Between two small steps, so that alarms get their turn at the database.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly SteadyClock _clock = new(time);
    private readonly SteadyClock _realClock = new(TimeProvider.System);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            await Task.Delay(Interval, TimeProvider.System, stoppingToken);
            await CleanAsync(stoppingToken);
        }
    }

    internal async Task CleanAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (_clock.TryNow(out DateTimeOffset now))
            {
                quarantine.Expire((now - quarantineOptions.KeepFor).ToUnixTimeMilliseconds(), (now - snapshotOptions.KeepFor).ToUnixTimeMilliseconds());
                while (history.DeleteSome(now))
                    await Task.Delay(Pause, TimeProvider.System, cancellationToken);
            }

            // Files have the time of the machine, however fast the clock of a simulated city runs.
            if (_realClock.TryNow(out DateTimeOffset realNow))
                snapshots.Expire(realNow);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            LogNotCleaned(logger, e.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "What is too old could not be deleted: {Detail} It is tried again in an hour.")]
    private static partial void LogNotCleaned(ILogger logger, string detail);
}
