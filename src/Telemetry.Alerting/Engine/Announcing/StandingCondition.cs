using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>A condition that stands, and what people know of it.</summary>
/// <param name="id">As people know it; see <see cref="RawIds"/>.</param>
/// <param name="raisePosition">Where it was raised in the journal.</param>
internal sealed class StandingCondition(Rule rule, Device device, string key, string id, long raisePosition)
{
    public Rule Rule { get; } = rule;

    public Device Device { get; } = device;

    /// <summary>The value of the merge field; empty without.</summary>
    public string Key { get; } = key;

    public string Id { get; } = id;

    public long RaisePosition { get; } = raisePosition;

    /// <summary>
    /// The ids that the rule's watch gives to what stands now: its own, or those of the occurrences that were folded into it,
    /// none while nothing stands. There may be two while a late sample shows one before another.
    /// </summary>
    public List<string> RawIds { get; init; } = [id];

    /// <summary>When it began, Unix milliseconds on its own time.</summary>
    public long OpenedAtMs { get; set; }

    /// <summary>When the record that raised it was received, Unix milliseconds.</summary>
    public long ReceivedAtMs { get; set; }

    /// <summary>When it was raised, by <see cref="WatchClock"/>.</summary>
    public long WatchMs { get; init; }

    public double? Value { get; set; }

    public double Limit { get; init; } = double.NaN;

    public string Attributes { get; set; } = "{}";

    public Severity Severity { get; set; }

    public int Occurrences { get; set; } = 1;

    /// <summary>True once it was raised for people; false while something inhibits it.</summary>
    public bool IsShown { get; set; }

    /// <summary>True while it is history that pages nobody.</summary>
    public bool IsBacklog { get; set; }

    /// <summary>True when it chatters: it stays until it has been quiet.</summary>
    public bool IsFolded { get; set; }

    /// <summary>When the last occurrence of one that chatters ended, Unix milliseconds on its own time; meaningless while it stands.</summary>
    public long QuietSinceMs { get; set; }

    /// <summary>When people were last told how often one that chatters occurred, Unix milliseconds on its own time.</summary>
    public long ToldAtMs { get; set; }

    /// <summary>A silence that nothing inhibits any more is raised only now, by <see cref="WatchClock"/>; 0 while something does.</summary>
    public long WaitUntilMs { get; set; }

    /// <summary>The group that it counts for; null for none.</summary>
    public ConditionGroup? Group { get; set; }

    /// <summary>True while a transition of it is due for the record in hand.</summary>
    public bool IsMarked { get; set; }

    /// <summary>True once it is neither standing nor watched for any more.</summary>
    public bool IsOver { get; set; }

    public bool IsStanding => RawIds.Count > 0;

    /// <summary>The first raised first, whatever order they are kept in.</summary>
    public static int Order(StandingCondition one, StandingCondition other) =>
        (one.RaisePosition, one.Device.Index).CompareTo((other.RaisePosition, other.Device.Index)) is var order and not 0
            ? order
            : string.CompareOrdinal(one.Id, other.Id);
}
