using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Pages;

namespace Telemetry.Worker.Console.Api;

/// <summary>Which devices a list has.</summary>
/// <param name="Filter">By system, presence and text.</param>
/// <param name="Within">An area, or null.</param>
/// <param name="State">A state, or null.</param>
/// <param name="Limit">Most of them.</param>
/// <param name="AfterIndex">Those after this <see cref="Device.Index"/>.</param>
internal readonly record struct DeviceChoice(DeviceFilter Filter, Area? Within, DeviceState? State, int Limit, int AfterIndex)
{
    /// <summary>By what the inventory says.</summary>
    public bool Matches(Device device) =>
        (State is null || device.State == State) && (Within is null || device.Area.IsWithin(Within)) && Filter.MatchesInventory(device);

    /// <summary>By what the device has said.</summary>
    public bool Matches(Presence presence) => Filter.Presence is null || presence == Filter.Presence;
}
