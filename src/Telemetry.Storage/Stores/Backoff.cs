namespace Telemetry.Storage.Stores;

/// <summary>Waits between attempts: exponential with full jitter, so that many workers do not come back together.</summary>
internal sealed class Backoff(TimeSpan initial, TimeSpan maximum, Random random)
{
    // Even a lucky draw must not spin.
    private static readonly TimeSpan Least = TimeSpan.FromMilliseconds(1);

    // A store that asks for hours would otherwise keep us away long after it is back.
    private static readonly TimeSpan MostAsked = TimeSpan.FromMinutes(5);

    private int _failures;

    public void Reset() => _failures = 0;

    /// <param name="asked">What the store asked for: never come earlier.</param>
    public TimeSpan Next(TimeSpan? asked)
    {
        double most = Math.Min(initial.TotalMilliseconds * Math.Pow(2, Math.Min(_failures++, 30)), maximum.TotalMilliseconds);
        TimeSpan wait = TimeSpan.FromMilliseconds(most * random.NextDouble());
        if (asked is { } retryAfter)
            wait += retryAfter < MostAsked ? retryAfter : MostAsked;
        return wait > Least ? wait : Least;
    }
}
