namespace Telemetry.Readings.Inventory;

/// <summary>What a neighbour is to a device. Each has its opposite, which the neighbour gets without being told.</summary>
public enum NeighbourRelation : byte
{
    /// <summary>The water, heat or current comes from there.</summary>
    Upstream,

    /// <summary>The water, heat or current goes there.</summary>
    Downstream,

    /// <summary>The neighbour is on the plant's side.</summary>
    Primary,

    /// <summary>The neighbour is on the customers' side.</summary>
    Secondary,
}
