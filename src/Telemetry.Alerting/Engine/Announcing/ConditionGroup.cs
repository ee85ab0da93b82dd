using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>The conditions of one rule in one area, site or behind one gateway; raised itself when there are enough of them.</summary>
internal sealed class ConditionGroup(GroupRule rule, string key)
{
    public GroupRule Rule { get; } = rule;

    public string Key { get; } = key;

    public HashSet<StandingCondition> Members { get; } = [];

    /// <summary>Its own id; null while it is not raised.</summary>
    public string? Id { get; set; }

    /// <summary>The device that its incident names: the first one's.</summary>
    public Device? Device { get; set; }

    /// <summary>Newest begin of those that joined with the record in hand, Unix milliseconds; <see cref="ReadingState.None"/> when none did.</summary>
    public long JoinedMs { get; set; } = ReadingState.None;

    public int Devices => Members.Select(member => member.Device.Index).Distinct().Count();

    /// <summary>True when enough devices began close to <see cref="JoinedMs"/>.</summary>
    public bool IsReached =>
        JoinedMs != ReadingState.None
        && Members.Where(member => Math.Abs(JoinedMs - member.OpenedAtMs) <= Rule.WithinMs).Select(member => member.Device.Index).Distinct().Count() >= Rule.AtLeast;
}
