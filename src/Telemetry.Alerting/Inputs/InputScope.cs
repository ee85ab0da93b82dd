namespace Telemetry.Alerting.Inputs;

/// <summary>
/// What an input is about, by ids: one device, a site, an area with all that lie in it, a system, or a system within an area.
/// Just one is set, or <see cref="Area"/> and <see cref="System"/> together.
/// </summary>
public readonly record struct InputScope(string? Device = null, string? Site = null, string? Area = null, string? System = null)
{
    public override string ToString() => (Device, Site, Area, System) switch
    {
        ({ } device, _, _, _) => $"device '{device}'",
        (_, { } site, _, _) => $"site '{site}'",
        (_, _, { } area, { } system) => $"system '{system}' in area '{area}'",
        (_, _, { } area, _) => $"area '{area}'",
        (_, _, _, { } system) => $"system '{system}'",
        _ => "nothing",
    };
}
