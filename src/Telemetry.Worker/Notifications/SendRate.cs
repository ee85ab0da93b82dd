namespace Telemetry.Worker.Notifications;

/// <summary>At most so many a second, on the monotonic clock; what was saved up in quiet seconds is one second's worth.</summary>
internal sealed class SendRate(int perSecond, TimeProvider time)
{
    private double _saved = perSecond;
    private long _asOf = time.GetTimestamp();

    public bool TryTake()
    {
        if (perSecond == 0)
            return true;
        long now = time.GetTimestamp();
        _saved = Math.Min(perSecond, _saved + time.GetElapsedTime(_asOf, now).TotalSeconds * perSecond);
        _asOf = now;
        if (_saved < 1)
            return false;
        _saved--;
        return true;
    }
}
