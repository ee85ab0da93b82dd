using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Ingest;

/// <summary>Writes the passing of time into the journal, so that absence is judged from records alone.</summary>
internal sealed class TickWriter(CommitLog log, IIngestState ingest, AlertsOptions options, ClockOptions clock, TimeProvider time, TickTrail? trail = null) : WorkerPart
{
    /// <summary>However fast the worker's clock runs, a tick is a journal record and a commit.</summary>
    internal static readonly TimeSpan LeastRealInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>What devices are given to connect before a faster clock counts them as silent: at 60 times, three reports are missing after 1.5 s.</summary>
    private static readonly TimeSpan FastClockGrace = TimeSpan.FromSeconds(10);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        TimeSpan least = LeastRealInterval * clock.Speed;
        using var timer = new PeriodicTimer(options.TickInterval > least ? options.TickInterval : least, time);

        // Nobody listened before the first tick, so it says so.
        TimeSpan grace = clock.Speed > 1 ? FastClockGrace * clock.Speed : TimeSpan.Zero;
        long? upSince = null;
        long? last = null;
        do
        {
            bool isUp = ingest.IsUp;
            bool wasUp = upSince is { } since && time.GetElapsedTime(since) >= grace;
            upSince = isUp ? upSince ?? time.GetTimestamp() : null;
            long now = time.GetUtcNow().ToUnixTimeMilliseconds();
            var header = new RecordHeader(RecordKind.Tick, wasUp && isUp ? RecordFlags.IngestUp : RecordFlags.None, Quality.Good, TimestampSource.Receipt, now, now);
            long timestamp = time.GetTimestamp();
            long position = log.Journal.Append(header, [], TickBody.Of(last is { } before ? time.GetElapsedTime(before, timestamp) : null));
            trail?.Written(position);
            last = timestamp;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
