using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A standing condition that makes another one nobody's alarm, by the design of the rules.</summary>
/// <param name="Device">Where it stands.</param>
/// <param name="RuleId">Whose it is.</param>
public readonly record struct Suppressor(Device Device, string RuleId);

/// <summary>
/// Says which standing condition explains another one that was raised before it: the same that the engine asks before it raises one
/// (<c>inhibited-by</c>, and the silence of a gateway for that of its children).
/// </summary>
public sealed class DesignSuppression
{
    private readonly RuleSet _rules;
    private readonly ILookup<Site, Device> _ofSite;

    public DesignSuppression(RuleSet rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        _rules = rules;
        _ofSite = rules.City.Devices.ToLookup(device => device.Site);
    }

    public City City => _rules.City;

    /// <summary>Null when nothing explains it, and always for life safety.</summary>
    /// <param name="device">Where the condition stands.</param>
    /// <param name="ruleId">Its rule.</param>
    /// <param name="stands">Whether a rule's condition stands on a device.</param>
    public Suppressor? Find(Device device, string ruleId, Func<Device, string, bool> stands)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentNullException.ThrowIfNull(stands);
        if (_rules.Find(device.Kind, ruleId) is not { LifeSafety: false } rule)
        {
            return null;
        }

        if (rule is AbsenceRule && device.Gateway is { } gateway)
        {
            foreach (var other in _rules.Rules)
            {
                if (other is AbsenceRule && ReferenceEquals(other.Kind, gateway.Kind) && stands(gateway, other.Id))
                {
                    return new(gateway, other.Id);
                }
            }
        }

        foreach (var inhibitor in rule.Clauses.InhibitedBy)
        {
            foreach (var place in Places(inhibitor.Where, device))
            {
                bool isItself = ReferenceEquals(place, device) && inhibitor.RuleId == ruleId;
                if (!isItself && stands(place, inhibitor.RuleId))
                {
                    return new(place, inhibitor.RuleId);
                }
            }
        }

        return null;
    }

    /// <summary>How long after its gateway has come back a silent child still has time to speak; zero for what is no silence.</summary>
    public TimeSpan Patience(Device device, string ruleId)
    {
        ArgumentNullException.ThrowIfNull(device);
        return _rules.Find(device.Kind, ruleId) is AbsenceRule rule ? TimeSpan.FromMilliseconds(rule.LimitMs(device)) : TimeSpan.Zero;
    }

    private IEnumerable<Device> Places(InhibitorPlace where, Device device) => where switch
    {
        InhibitorPlace.Device => [device],
        InhibitorPlace.Gateway => device.Gateway is { } gateway ? [gateway] : [],
        InhibitorPlace.Site => _ofSite[device.Site],
        _ => device.Neighbours.Where(neighbour => neighbour.Relation == RelationOf(where)).Select(neighbour => neighbour.Device),
    };

    private static NeighbourRelation RelationOf(InhibitorPlace place) => place switch
    {
        InhibitorPlace.Upstream => NeighbourRelation.Upstream,
        InhibitorPlace.Downstream => NeighbourRelation.Downstream,
        InhibitorPlace.Primary => NeighbourRelation.Primary,
        _ => NeighbourRelation.Secondary,
    };
}
