namespace Telemetry.Worker.Options;

/// <summary>
/// A clock that runs <paramref name="speed"/> times as fast as the real one and agreed with it at
/// <paramref name="anchor"/>. The simulators compute the same from the same two numbers.
/// </summary>
internal sealed class ScaledTimeProvider(DateTimeOffset anchor, double speed) : TimeProvider
{
    private readonly long _startTimestamp = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => anchor + (System.GetUtcNow() - anchor) * speed;

    public override long GetTimestamp() => _startTimestamp + (long)((System.GetTimestamp() - _startTimestamp) * speed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new ScaledTimer(System.CreateTimer(callback, state, Scale(dueTime), Scale(period)), this);

    private TimeSpan Scale(TimeSpan duration) => duration <= TimeSpan.Zero ? duration : duration / speed;

    private sealed class ScaledTimer(ITimer inner, ScaledTimeProvider owner) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => inner.Change(owner.Scale(dueTime), owner.Scale(period));

        public void Dispose() => inner.Dispose();

        public ValueTask DisposeAsync() => inner.DisposeAsync();
    }
}
