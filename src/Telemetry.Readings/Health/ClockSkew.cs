namespace Telemetry.Readings.Health;

/// <summary>
/// How far a device's clock is off: the smallest delay from timestamp to receipt over the last one to two windows. Delays
/// only ever add to it, so the smallest is the least disturbed.
/// </summary>
internal struct ClockSkew
{
    private bool _isStarted;
    private bool _hasPrevious;
    private long _windowStartMs;
    private long _delayMs;
    private long _previousDelayMs;

    /// <summary>What the clock is ahead, in milliseconds; null before the first sample.</summary>
    public readonly long? AheadMs => !_isStarted ? null : -(_hasPrevious ? Math.Min(_delayMs, _previousDelayMs) : _delayMs);

    /// <summary>Takes a delay; true when a window ended in which the clock was off by more than the limit.</summary>
    public bool Take(long delayMs, long nowMs, long windowMs, long limitMs)
    {
        bool isOff = false;
        if (!_isStarted)
        {
            (_isStarted, _windowStartMs, _delayMs) = (true, nowMs, delayMs);
        }
        else if (nowMs - _windowStartMs >= windowMs || nowMs < _windowStartMs)
        {
            isOff = Math.Abs(_delayMs) > limitMs;
            (_hasPrevious, _previousDelayMs) = (true, _delayMs);
            (_windowStartMs, _delayMs) = (nowMs, delayMs);
        }

        _delayMs = Math.Min(_delayMs, delayMs);
        return isOff;
    }
}
