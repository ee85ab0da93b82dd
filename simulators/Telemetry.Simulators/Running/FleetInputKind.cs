namespace Telemetry.Simulators.Running;

internal enum FleetInputKind
{
    /// <summary>The timer: something is due.</summary>
    Wake,

    /// <summary>The broker has accepted a device.</summary>
    Connected,

    /// <summary>A message on a device's command topic.</summary>
    Command,

    /// <summary>A message on sim/{device}/fault.</summary>
    Fault,
}
