using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>Whether the condition of a rule stands at the device, at another one, or at a neighbour. Never unknown.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Of">The other device; null when it is not about one.</param>
/// <param name="Relation">Which neighbours; null when it is not about them.</param>
internal sealed record StandsNode(string Rule, Device? Of, NeighbourRelation? Relation) : ConditionNode
{
    public override bool Varies => true;

    public override Truth Evaluate(in Scope scope)
    {
        if (Relation is null)
        {
            return scope.Around.Stands(Of ?? scope.Device, Rule) ? Truth.True : Truth.False;
        }

        var neighbours = scope.Device.Neighbours;
        for (int i = 0; i < neighbours.Count; i++)
        {
            if (neighbours[i].Relation == Relation && scope.Around.Stands(neighbours[i].Device, Rule))
            {
                return Truth.True;
            }
        }

        return Truth.False;
    }
}
