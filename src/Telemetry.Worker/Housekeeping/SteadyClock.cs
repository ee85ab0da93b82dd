namespace Telemetry.Worker.Housekeeping;

/// <summary>
/// A wall clock for deleting by age. A machine may start in 1970 or 2036 and be put right later, and what was deleted
/// meanwhile is gone: so the clock counts only after it has gone along with the monotonic one since the last look.
/// </summary>
internal sealed class SteadyClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);

    private DateTimeOffset _lastNow = time.GetUtcNow();
    private long _lastTimestamp = time.GetTimestamp();

    /// <summary>True when the clock was not set since the last call, or the start.</summary>
    public bool TryNow(out DateTimeOffset now)
    {
        now = time.GetUtcNow();
        long timestamp = time.GetTimestamp();
        bool isSteady = (now - _lastNow - time.GetElapsedTime(_lastTimestamp, timestamp)).Duration() <= Tolerance;
        (_lastNow, _lastTimestamp) = (now, timestamp);
        return isSteady;
    }
}
