using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Inputs;

/// <summary>One thing and its scope; the scope by reference into the city, so that looking it up compares no text.</summary>
/// <param name="Name">Of a weather, forecast or plan; otherwise empty.</param>
/// <param name="Where">A device, a site, an area, or the system itself.</param>
/// <param name="System">Which system in the area; null for all.</param>
internal readonly record struct InputPlace(InputKind Kind, string Name, object Where, SystemProfile? System)
{
    /// <summary>Null when the city does not have it.</summary>
    public static InputPlace? Of(InputRecord record, City city)
    {
        var system = record.Scope.System is { } id ? city.FindSystem(id) : null;
        object? where = record.Scope switch
        {
            { Device: { } device } => city.FindDevice(device),
            { Site: { } site } => city.FindSite(site),
            { Area: { } area } => city.FindArea(area),
            _ => system,
        };
        return where is null || (system is null && record.Scope.System is not null) ? null : new InputPlace(record.Kind, record.Name, where, system);
    }

    public static InputPlace? Narrowest(InputKind kind, Device device) => new InputPlace(kind, "", device, null);

    /// <summary>The next wider one around a device; null after the last.</summary>
    public InputPlace? Wider(Device device) => Where switch
    {
        Device => this with { Where = device.Site },
        Site => this with { Where = device.Area, System = device.Kind.System },
        Area when System is not null => this with { System = null },
        Area { Parent: { } parent } => this with { Where = parent, System = device.Kind.System },
        Area => this with { Where = device.Kind.System, System = device.Kind.System },
        _ => null,
    };
}
