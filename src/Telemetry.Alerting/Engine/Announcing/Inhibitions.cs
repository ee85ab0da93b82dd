using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>Says whether something that stands keeps a condition from being raised.</summary>
internal sealed class Inhibitions(City city, StandingConditions standing)
{
    private readonly ILookup<Site, Device> _ofSite = city.Devices.ToLookup(device => device.Site);

    public bool Inhibit(StandingCondition condition)
    {
        if (condition.Rule.LifeSafety)
        {
            return false;
        }

        // A gateway that is silent has nothing to say of its children.
        if (condition is { Rule: AbsenceRule, Device.Gateway: { } gateway } && IsSilent(gateway))
        {
            return true;
        }

        foreach (var inhibitor in condition.Rule.Clauses.InhibitedBy)
        {
            if (Stands(inhibitor, condition))
            {
                return true;
            }
        }

        return false;
    }

    private bool Stands(Inhibitor inhibitor, StandingCondition condition)
    {
        var device = condition.Device;
        switch (inhibitor.Where)
        {
            case InhibitorPlace.Device:
                return Stands(device, inhibitor.RuleId, condition);
            case InhibitorPlace.Gateway:
                return device.Gateway is { } gateway && Stands(gateway, inhibitor.RuleId, condition);
            case InhibitorPlace.Site:
                foreach (var other in _ofSite[device.Site])
                {
                    if (Stands(other, inhibitor.RuleId, condition))
                    {
                        return true;
                    }
                }

                return false;
            default:
                var relation = RelationOf(inhibitor.Where);
                foreach (var neighbour in device.Neighbours)
                {
                    if (neighbour.Relation == relation && Stands(neighbour.Device, inhibitor.RuleId, condition))
                    {
                        return true;
                    }
                }

                return false;
        }
    }

    private bool Stands(Device device, string ruleId, StandingCondition but)
    {
        var conditions = standing.Of(device);
        for (int i = 0; i < (conditions?.Count ?? 0); i++)
        {
            if (!ReferenceEquals(conditions![i], but) && conditions[i].Rule.Id == ruleId)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsSilent(Device device)
    {
        var conditions = standing.Of(device);
        for (int i = 0; i < (conditions?.Count ?? 0); i++)
        {
            if (conditions![i].Rule is AbsenceRule)
            {
                return true;
            }
        }

        return false;
    }

    private static NeighbourRelation RelationOf(InhibitorPlace place) => place switch
    {
        InhibitorPlace.Upstream => NeighbourRelation.Upstream,
        InhibitorPlace.Downstream => NeighbourRelation.Downstream,
        InhibitorPlace.Primary => NeighbourRelation.Primary,
        _ => NeighbourRelation.Secondary,
    };
}
