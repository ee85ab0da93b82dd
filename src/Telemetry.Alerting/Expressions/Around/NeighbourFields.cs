using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A field of the neighbours of each device of a kind. Equal when it is the same object: one is made per relation and name.</summary>
internal sealed class NeighbourFields(Dictionary<Device, (Device Device, int Field)[]> fields)
{
    public ReadOnlySpan<(Device Device, int Field)> Of(Device device) => fields.GetValueOrDefault(device);
}
