namespace Telemetry.Readings.Inventory;

/// <summary>The levels of administration, from the whole to the small.</summary>
public enum AreaLevel : byte
{
    City,
    County,
    Town,
    Village,
}
