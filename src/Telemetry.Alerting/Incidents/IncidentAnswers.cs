namespace Telemetry.Alerting.Incidents;

/// <summary>The steps by which people answer an incident and say what came of it, as pure functions.
/// Each that the same person takes again changes nothing: the same instance comes back.</summary>
public static class IncidentAnswers
{
    /// <summary>Somebody is there. Whoever is there has answered.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="expectedVersion">The version that the person looked at; null when it does not matter.</param>
    public static StepResult OnSite(Incident incident, string principal, long atMs, int? expectedVersion = null)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        if (incident.OnSiteBy == principal && IncidentLife.IsAnswered(incident))
        {
            return new(incident, null);
        }

        return (IncidentLife.Obstacle(IncidentStep.OnSite, incident, principal) ?? IsOutdated(incident, expectedVersion)) is { } refused
            ? new(incident, refused)
            : new(Answered(incident, principal, atMs) with { OnSiteAtMs = atMs, OnSiteBy = principal, Version = incident.Version + 1 }, null);
    }

    /// <summary>
    /// Somebody says what it turned out to be, and so has answered. It closes when its condition is over; while that stands, nobody is
    /// called for it again before its ladder's re-alarm. What is closed may be told of once more, and whoever told may correct it.
    /// </summary>
    /// <param name="cause">What caused it; null where it is not known, which a false alarm's must be.</param>
    /// <inheritdoc cref="OnSite"/>
    public static StepResult Resolve(Incident incident, string principal, Resolution resolution, string? cause, long atMs, int? expectedVersion = null)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        if (resolution == Resolution.FalseAlarm)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(cause);
        }

        if (incident.ResolvedBy == principal && incident.Resolution == resolution && incident.Cause == cause)
        {
            return new(incident, null);
        }

        IncidentStep step = resolution == Resolution.FalseAlarm ? IncidentStep.FalseAlarm : IncidentStep.Resolve;
        return (IncidentLife.Obstacle(step, incident, principal) ?? IsOutdated(incident, expectedVersion)) is { } refused
            ? new(incident, refused)
            : new(
                Answered(incident, principal, atMs) with
                {
                    ResolvedAtMs = atMs,
                    ResolvedBy = principal,
                    Resolution = resolution,
                    Cause = cause,
                    Version = incident.Version + 1,
                },
                null);
    }

    /// <summary>Somebody is given it; that is no answer yet.</summary>
    /// <param name="to">Who.</param>
    /// <inheritdoc cref="OnSite"/>
    public static StepResult Assign(Incident incident, string principal, string to, int? expectedVersion = null) =>
        Give(IncidentStep.Assign, incident, principal, to, expectedVersion);

    /// <summary>Whoever has it gives it to another one, who is to be told.</summary>
    /// <inheritdoc cref="Assign"/>
    public static StepResult HandOver(Incident incident, string principal, string to, int? expectedVersion = null) =>
        Give(IncidentStep.HandOver, incident, principal, to, expectedVersion);

    internal static Refusal? IsOutdated(Incident incident, int? expectedVersion) =>
        expectedVersion is { } version && version != incident.Version ? new Refusal(RefusalReason.VersionConflict, null, null) : null;

    /// <summary>As it is when somebody answers who may not be the first; without the version's step.</summary>
    internal static Incident Answered(Incident incident, string principal, long atMs)
    {
        if (!incident.IsOpen || IncidentLife.IsAnswered(incident))
        {
            return incident;
        }

        var answered = incident with { AcknowledgedAtMs = atMs, AcknowledgedBy = principal };
        return IncidentLife.IsStanding(incident)
            ? answered with { State = incident.State.IsHeldBack() ? incident.State : IncidentState.Acknowledged }
            : answered with { State = IncidentState.Closed, Hold = null };
    }

    private static StepResult Give(IncidentStep step, Incident incident, string principal, string to, int? expectedVersion)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        ArgumentException.ThrowIfNullOrWhiteSpace(to);
        if (incident.IsOpen && incident.AssignedTo == to)
        {
            return new(incident, null);
        }

        return (IncidentLife.Obstacle(step, incident, principal) ?? IsOutdated(incident, expectedVersion)) is { } refused
            ? new(incident, refused)
            : new(incident with { AssignedTo = to, Version = incident.Version + 1 }, null);
    }
}
