using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Health;

/// <summary>
/// Whether the value of a field can have followed the one before. A jump is suspect until the samples after it agree: the
/// third of them is believed, so that a spike never reaches a rule and a real step does two samples later.
/// </summary>
internal struct FieldPlausibility
{
    /// <summary>How many samples must agree before a jump is believed.</summary>
    private const int Agreement = 3;

    private double _believed;
    private long _believedMs;
    private double _candidate;
    private long _candidateMs;
    private double _same;
    private long _sameSinceMs;
    private bool _isStarted;
    private bool _isStuck;
    private byte _agreeing;

    /// <summary>Judges a good value of a sample that is newer than all before it.</summary>
    public Quality Judge(FieldProfile field, double value, long timestampMs, ref DeviceFaultCounts faults)
    {
        if (!_isStarted)
        {
            _isStarted = true;
            (_believed, _believedMs) = (value, timestampMs);
            (_same, _sameSinceMs) = (value, timestampMs);
            return Quality.Good;
        }

        Quality quality = IsStuck(field, value, timestampMs, ref faults) ? Quality.Stuck : Quality.Good;
        if (IsBelievable(field, value, timestampMs))
        {
            (_believed, _believedMs, _agreeing) = (value, timestampMs, 0);
            return quality;
        }

        faults.Count(DeviceFault.Jump);
        return Quality.Suspect;
    }

    private bool IsBelievable(FieldProfile field, double value, long timestampMs)
    {
        if (CanFollow(field, _believed, _believedMs, value, timestampMs))
            return true;
        _agreeing = _agreeing > 0 && CanFollow(field, _candidate, _candidateMs, value, timestampMs) ? (byte)(_agreeing + 1) : (byte)1;
        (_candidate, _candidateMs) = (value, timestampMs);
        return _agreeing >= Agreement;
    }

    private static bool CanFollow(FieldProfile field, double before, long beforeMs, double value, long timestampMs)
    {
        double change = Math.Abs(value - before);
        return change <= field.MaximumChange
            || change <= field.MaximumChange * (timestampMs - beforeMs) / field.ChangeWindow.TotalMilliseconds;
    }

    private bool IsStuck(FieldProfile field, double value, long timestampMs, ref DeviceFaultCounts faults)
    {
        if (field.StuckAfter == TimeSpan.Zero)
            return false;
        if (value != _same)
        {
            (_same, _sameSinceMs, _isStuck) = (value, timestampMs, false);
            return false;
        }

        if (timestampMs - _sameSinceMs < field.StuckAfter.TotalMilliseconds)
            return false;
        if (!_isStuck)
            faults.Count(DeviceFault.Stuck);
        _isStuck = true;
        return true;
    }
}
