namespace Telemetry.Worker.Drills;

/// <summary>
/// The wall clock as far as it is to be believed: after it was set, nothing begins until it has stood for a while, longer
/// when it was set by much. One that comes back to what it was is believed at once.
/// </summary>
internal sealed class DrillClock(TimeProvider time)
{
    private static readonly TimeSpan Tolerance = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan SmallStep = TimeSpan.FromHours(2);
    private static readonly TimeSpan AfterSmallStep = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan AfterLargeStep = TimeSpan.FromHours(26);

    private readonly long _start = time.GetTimestamp();
    private TimeSpan? _believed;
    private TimeSpan? _seen;
    private long _seenSince;

    /// <summary>False while the clock is not to be believed. To be asked every few seconds.</summary>
    public bool TryNow(out DateTimeOffset now)
    {
        now = time.GetUtcNow();
        long timestamp = time.GetTimestamp();
        TimeSpan apart = now - DateTimeOffset.UnixEpoch - time.GetElapsedTime(_start, timestamp);
        if (_seen is not { } seen || (apart - seen).Duration() > Tolerance)
            (_seen, _seenSince) = (apart, timestamp);
        TimeSpan step = _believed is { } believed ? (apart - believed).Duration() : TimeSpan.Zero;
        TimeSpan wait = _believed is not null && step <= Tolerance ? TimeSpan.Zero : step <= SmallStep ? AfterSmallStep : AfterLargeStep;
        if (time.GetElapsedTime(_seenSince, timestamp) < wait)
            return false;
        (_believed, _seen) = (apart, apart);
        return true;
    }
}
