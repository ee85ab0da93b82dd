namespace Telemetry.Worker.Ingest;

/// <summary>
/// Tells events of one millisecond apart: the nanoseconds below it. One for all threads. It goes on from the journal's
/// next position, so a restart does not begin again at numbers that are taken: each one used cost a position.
/// </summary>
internal sealed class EventCounter(long nextPosition)
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    private long _count = nextPosition;

    /// <summary>Nanoseconds since 1970 of an event.</summary>
    public long Stamp(long timestampMs) =>
        timestampMs * NanosecondsPerMillisecond + Interlocked.Increment(ref _count) % NanosecondsPerMillisecond;
}
