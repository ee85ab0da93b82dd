namespace Telemetry.Readings.Inventory;

/// <summary>A named set of devices, such as the cameras below a gate.</summary>
public sealed class DeviceGroup
{
    public required string Id { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>At least one; each once.</summary>
    public required IReadOnlyList<Device> Devices { get; init; }

    public override string ToString() => Id;
}
