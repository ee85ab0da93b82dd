using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>What many conditions of one rule are together. Its conditions name one of the devices, the first.</summary>
internal sealed class GroupRule(DeviceKind kind, RuleDefinition definition, Severity severity, GroupBy by, RuleGroupDefinition group)
    : Rule(kind, definition, severity)
{
    /// <summary>What the id of a group's rule has behind that of its members.</summary>
    public const string Suffix = "-group";

    public GroupBy By => by;

    /// <summary>So many devices raise it.</summary>
    public int AtLeast => group.AtLeast;

    /// <summary>It stands until fewer than this many stand: half, rounded up, so that one device that comes and goes does not raise it again and again.</summary>
    public int StandsWith => (group.AtLeast + 1) / 2;

    public long WithinMs => (long)group.Within.TotalMilliseconds;

    /// <summary>What a device's group is known by; null when it has none.</summary>
    public string? KeyOf(Device device) => by switch
    {
        GroupBy.Area => device.Area.Id,
        // A site's devices may be filed under other areas.
        GroupBy.Site => $"{device.Area.Id}/{device.Site.Id}",
        _ => device.Gateway is { } gateway ? $"{device.Area.Id}/{gateway.Id}" : null,
    };
}
