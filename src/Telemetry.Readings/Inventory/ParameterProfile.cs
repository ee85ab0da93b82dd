namespace Telemetry.Readings.Inventory;

/// <summary>
/// A number that every device of a kind has from its inventory: design pressure, flood limit, rated power. Expressions use
/// it like a field.
/// </summary>
public sealed class ParameterProfile
{
    /// <summary>The place in <see cref="DeviceKind.Parameters"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Formed like the name of a field, and never the same as one of the kind.</summary>
    public required string Name { get; init; }

    public required string Unit { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>The least value a device may have, in <see cref="Unit"/>; negative infinity when open.</summary>
    public double Minimum { get; init; } = double.NegativeInfinity;

    /// <summary>The greatest value a device may have, in <see cref="Unit"/>; positive infinity when open.</summary>
    public double Maximum { get; init; } = double.PositiveInfinity;

    /// <summary>The value of devices that give none; NaN when each must give its own.</summary>
    public double Default { get; init; } = double.NaN;

    public bool IsRequired => double.IsNaN(Default);

    public override string ToString() => Name;
}
