namespace Telemetry.Readings.Inventory;

/// <summary>A table that every device of a kind has from its inventory, such as the storage of a reservoir by its level.</summary>
public sealed class CurveProfile
{
    /// <summary>The place in <see cref="DeviceKind.Curves"/>.</summary>
    public required int Index { get; init; }

    /// <summary>Formed like the name of a field, and never the same as a field or parameter of the kind.</summary>
    public required string Name { get; init; }

    /// <summary>The unit of what is looked up.</summary>
    public required string FromUnit { get; init; }

    /// <summary>The unit of what is found.</summary>
    public required string ToUnit { get; init; }

    public required LocalizedText Title { get; init; }

    public override string ToString() => Name;
}
