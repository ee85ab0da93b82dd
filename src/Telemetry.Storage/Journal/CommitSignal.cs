namespace Telemetry.Storage.Journal;

/// <summary>Wakes the commit thread: by a call, or when time has passed.</summary>
internal sealed class CommitSignal : IDisposable
{
    private readonly object _gate = new();
    private readonly TimeProvider _time;
    private readonly ITimer? _timer;
    private bool _set;

    /// <remarks>
    /// With the system's clock the thread waits for the time itself. A timer would cost two more thread switches for each
    /// commit, so it serves only clocks that are not the system's.
    /// </remarks>
    public CommitSignal(TimeProvider time)
    {
        _time = time;
        if (!ReferenceEquals(time, TimeProvider.System))
            _timer = time.CreateTimer(static state => ((CommitSignal)state!).Set(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Set()
    {
        lock (_gate)
        {
            _set = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>
    /// Returns after <see cref="Set"/>, or <paramref name="limit"/> after the timestamp <paramref name="since"/>, to the
    /// millisecond; may return early.
    /// </summary>
    public void Wait(TimeSpan limit, long since)
    {
        int milliseconds = Timeout.Infinite;
        if (_timer is not null)
        {
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
            // A clock that jumps may have done so just before the timer was set.
            if (limit != Timeout.InfiniteTimeSpan && _time.GetElapsedTime(since) >= limit)
                return;
        }
        else if (limit != Timeout.InfiniteTimeSpan)
        {
            milliseconds = (int)Math.Ceiling(limit.TotalMilliseconds);
        }

        lock (_gate)
        {
            if (!_set)
                Monitor.Wait(_gate, milliseconds);
            _set = false;
        }
    }

    public void Dispose() => _timer?.Dispose();
}
