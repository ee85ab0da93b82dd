namespace Telemetry.Readings.Health;

/// <summary>What a device may still send: a token bucket. Time that goes backwards adds nothing and takes nothing.</summary>
internal struct MessageBucket
{
    /// <summary>How far apart the messages of a flood are of which one is kept.</summary>
    private const long KeepIntervalMs = 1_000;

    private double _tokens;
    private long _filledAtMs;
    private long _keptAtMs;

    /// <summary>Messages that were not taken.</summary>
    public long Refused { get; private set; }

    public Admission Take(long nowMs, double perSecond, double burst)
    {
        _tokens = Math.Min(burst, _tokens + (Math.Max(0, nowMs - _filledAtMs) * perSecond / 1000));
        _filledAtMs = nowMs;
        if (_tokens >= 1)
        {
            _tokens--;
            return Admission.Taken;
        }

        Refused++;
        if (Math.Abs(nowMs - _keptAtMs) < KeepIntervalMs)
            return Admission.Dropped;
        _keptAtMs = nowMs;
        return Admission.Kept;
    }
}
