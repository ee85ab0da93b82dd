namespace Telemetry.Alerting.Incidents;

/// <summary>
/// Where an incident is in its life (ISA-18.2).
/// <code>
///                   acknowledge
/// Unacknowledged ----------------> Acknowledged
///       | clear                        | clear
///       v           acknowledge        v
/// ReturnedUnacknowledged -----------> Closed
/// </code>
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
}
