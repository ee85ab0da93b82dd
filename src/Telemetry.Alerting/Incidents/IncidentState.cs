namespace Telemetry.Alerting.Incidents;

/// <summary>
/// Where an incident is in its life (ISA-18.2).
/// <code>
///                   acknowledge, on site, resolve
///            +------ re-alarm -------+
///            v                       |
/// Unacknowledged ----------------> Acknowledged
///       | clear                        | clear
///       v           acknowledge        v
/// ReturnedUnacknowledged -----------> Closed
///
/// Unacknowledged, Acknowledged ---- shelve, out-of-service, suppress ----> Shelved, OutOfService, SuppressedByDesign
/// Shelved, OutOfService, SuppressedByDesign ---- end, time ----> whichever of the four its acknowledgement and its clear make it
/// </code>
/// <see cref="IncidentLife"/> says which step which state allows, and what the facts make of the state.
/// </summary>
public enum IncidentState : byte
{
    /// <summary>The condition stands and nobody has answered.</summary>
    Unacknowledged,

    /// <summary>The condition stands and somebody has answered.</summary>
    Acknowledged,

    /// <summary>The condition is over, but nobody has answered: still open.</summary>
    ReturnedUnacknowledged,

    /// <summary>Over and answered.</summary>
    Closed,

    /// <summary>Put aside by a person for a time, see <see cref="Incident.Hold"/>: it calls nobody until then.</summary>
    Shelved,

    /// <summary>Known, and by design nobody's alarm while something else stands, see <see cref="Incident.Hold"/>.</summary>
    SuppressedByDesign,

    /// <summary>Its device is being worked on, see <see cref="Incident.Hold"/>.</summary>
    OutOfService,
}
