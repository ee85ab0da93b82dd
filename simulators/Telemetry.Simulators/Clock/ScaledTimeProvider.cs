namespace Telemetry.Simulators.Clock;

/// <summary>
/// A clock that runs <c>speed</c> times as fast: now = anchor + (real now - anchor) * speed. A worker with the same
/// anchor and speed shows the same time. Timers fire after a speed-th of their due time.
/// </summary>
internal sealed class ScaledTimeProvider : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly DateTimeOffset _anchor;
    private readonly double _speed;
    private readonly long _anchorTimestamp;

    /// <param name="real">The clock on the wall.</param>
    /// <param name="anchor">The moment at which both clocks show the same.</param>
    /// <param name="speed">1 = real time; 0.01 to 100,000.</param>
    public ScaledTimeProvider(TimeProvider real, DateTimeOffset anchor, double speed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(speed, 0.01);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(speed, 100_000);
        _real = real;
        _anchor = anchor;
        _speed = speed;
        _anchorTimestamp = real.GetTimestamp();
    }

    public override TimeZoneInfo LocalTimeZone => _real.LocalTimeZone;

    public override long TimestampFrequency => _real.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _anchor + (_real.GetUtcNow() - _anchor) * _speed;

    public override long GetTimestamp() => (long)((_real.GetTimestamp() - _anchorTimestamp) * _speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(_real.CreateTimer(callback, state, Shorten(dueTime), Shorten(period)), this);

    private TimeSpan Shorten(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span == TimeSpan.Zero ? span : span / _speed;

    private sealed class ScaledTimer(ITimer timer, ScaledTimeProvider owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(owner.Shorten(dueTime), owner.Shorten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
