using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Running;

/// <summary>Which devices speak through a gateway: where there are many on a site and each says little, as in a real city.</summary>
internal static class Gateways
{
    /// <returns>The client identifier of the gateway; null when the device has a connection of its own.</returns>
    public static string? Of(SimulatedDevice device) => (device.System, device.Kind) switch
    {
        (_, _) when device.Site.Length == 0 => null,
        ("elevator" or "closed-line" or "charging" or "water-meter", _) or ("fishery-pv", "inverter") => $"gw-{device.System}-{device.Site}",
        _ => null,
    };
}
