namespace Telemetry.Readings.Inventory;

/// <summary>The two texts of a <see cref="LocalizedText"/> with their places, for whoever looks into them later.</summary>
public sealed record LocalizedPlace(LocatedText Zh, LocatedText En);
