namespace Telemetry.Readings.Inventory;

/// <summary>A place where devices stand.</summary>
public sealed class Site
{
    public required string Id { get; init; }

    public required Area Area { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>Degrees north, -90..90; NaN when the file gives no position.</summary>
    public double Latitude { get; init; } = double.NaN;

    /// <summary>Degrees east, -180..180; NaN when the file gives no position.</summary>
    public double Longitude { get; init; } = double.NaN;

    /// <summary>The corners of the ground in order, at least three; empty when the file gives none.</summary>
    public IReadOnlyList<GeoPoint> Outline { get; init; } = [];

    public override string ToString() => Id;
}
