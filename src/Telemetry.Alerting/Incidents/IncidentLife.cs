namespace Telemetry.Alerting.Incidents;

/// <summary>What the facts of an incident make of its state.</summary>
public static class IncidentLife
{
    /// <summary>True when it is open and calls nobody for now.</summary>
    public static bool IsHeldBack(this IncidentState state) =>
        state is IncidentState.Shelved or IncidentState.SuppressedByDesign or IncidentState.OutOfService;

    /// <summary>The state that an incident has when nothing holds it back.</summary>
    public static IncidentState WithoutHold(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return (incident.ClearedAtMs, incident.AcknowledgedAtMs) switch
        {
            (null, null) => IncidentState.Unacknowledged,
            (null, _) => IncidentState.Acknowledged,
            (_, null) when incident.StandsForItself => IncidentState.ReturnedUnacknowledged,
            _ => IncidentState.Closed,
        };
    }
}
