namespace Telemetry.Alerting.Incidents;

/// <summary>How long a person may put an incident aside.</summary>
/// <param name="Shelve">The longest that one is shelved for.</param>
/// <param name="LifeSafety">The longest that one of life safety is put aside for, in whatever way.</param>
public sealed record HoldLimits(TimeSpan Shelve, TimeSpan LifeSafety)
{
    /// <summary>Null when nothing limits it.</summary>
    public TimeSpan? Of(Incident incident, IncidentState state)
    {
        ArgumentNullException.ThrowIfNull(incident);
        TimeSpan? limit = state == IncidentState.Shelved ? Shelve : null;
        return incident.LifeSafety && !(limit < LifeSafety) ? LifeSafety : limit;
    }
}
