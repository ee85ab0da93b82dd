namespace Telemetry.Readings.Inventory;

/// <summary>A device next to another.</summary>
/// <param name="Relation">What <paramref name="Device"/> is to the one that has it as a neighbour.</param>
/// <param name="Device">The neighbour.</param>
public sealed record Neighbour(NeighbourRelation Relation, Device Device);
