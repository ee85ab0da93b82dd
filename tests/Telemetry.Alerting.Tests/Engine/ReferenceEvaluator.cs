namespace Telemetry.Alerting.Tests.Engine;

/// <summary>
/// A threshold rule with <c>for</c> and <c>clear</c>, slow and obvious: keeps every sample, and looks at all of them each time.
/// </summary>
internal sealed class ReferenceEvaluator(Func<double, bool> when, Func<double, bool> clear, long forMs, long gapMs)
{
    private readonly List<(long TimeMs, long ReceivedMs, double Value)> _inOrder = [];
    private int _firstAfterChange;
    private bool _raised;

    /// <summary>True raised, false cleared, null nothing.</summary>
    public bool? Process(long timestampMs, long receivedMs, double value)
    {
        long timeMs = Math.Min(timestampMs, receivedMs);
        if (_inOrder.Count > 0 && timeMs < _inOrder[^1].TimeMs)
        {
            long sinceMs = receivedMs - _inOrder[^1].ReceivedMs;
            if (sinceMs >= -1000 && sinceMs <= gapMs)
            {
                return null;
            }

            // A clock was put back.
            _firstAfterChange = _inOrder.Count;
        }

        _inOrder.Add((timeMs, receivedMs, value));
        if (double.IsNaN(value))
        {
            return null;
        }

        bool changes = _raised ? clear(value) && !when(value) : HasHeld(timeMs);
        if (!changes)
        {
            return null;
        }

        _raised = !_raised;
        _firstAfterChange = _inOrder.Count;
        return _raised;
    }

    /// <summary>Walks back over the known samples as long as the condition holds without a gap.</summary>
    private bool HasHeld(long nowMs)
    {
        var known = _inOrder.Skip(_firstAfterChange).Where(sample => !double.IsNaN(sample.Value)).ToList();
        long sinceMs = long.MaxValue;
        for (int i = known.Count - 1; i >= 0 && when(known[i].Value); i--)
        {
            sinceMs = known[i].TimeMs;
            if (i > 0 && known[i].TimeMs - known[i - 1].TimeMs > gapMs)
            {
                break;
            }
        }

        return sinceMs != long.MaxValue && nowMs - sinceMs >= forMs;
    }
}
