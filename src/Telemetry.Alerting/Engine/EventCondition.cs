using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Engine;

/// <summary>A standing condition of an event rule.</summary>
/// <param name="rule">Index among the event rules of the kind.</param>
/// <param name="key">The value of the merge field; empty without.</param>
internal sealed class EventCondition(int rule, string key, long raisePosition)
{
    public int Rule { get; } = rule;

    public string Key { get; } = key;

    public long RaisePosition { get; } = raisePosition;

    /// <summary>The newest event's own time.</summary>
    public long LastMs { get; set; }

    /// <summary>When the newest event was heard, by <see cref="WatchClock"/>.</summary>
    public long HeardMs { get; set; }

    public bool Is(int rule, string key) => Rule == rule && Key == key;

    public bool IsMergedAt(EventRule eventRule, long timeMs) => timeMs - LastMs <= eventRule.MergeWithinMs;
}
