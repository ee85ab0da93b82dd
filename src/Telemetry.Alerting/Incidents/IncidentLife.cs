namespace Telemetry.Alerting.Incidents;

/// <summary>What the facts of an incident make of its state, and which steps that allows.</summary>
public static class IncidentLife
{
    /// <summary>True when it is open and calls nobody for now.</summary>
    public static bool IsHeldBack(this IncidentState state) =>
        state is IncidentState.Shelved or IncidentState.SuppressedByDesign or IncidentState.OutOfService;

    /// <summary>True while the condition stands.</summary>
    public static bool IsStanding(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.IsOpen && incident.State != IncidentState.ReturnedUnacknowledged && incident.ClearedAtMs is null;
    }

    /// <summary>True once somebody has answered, whatever holds it back.</summary>
    public static bool IsAnswered(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return incident.State == IncidentState.Acknowledged || incident.AcknowledgedAtMs is not null;
    }

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

    /// <summary>
    /// The state of an incident whose condition ends now. What nobody was told of needs no answer; nor does what ended under a
    /// silence, in maintenance or suppressed by design, as long as it is no matter of life. What a person shelved waits for its answer.
    /// </summary>
    public static IncidentState WhenOver(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        bool isExplained = incident.State is IncidentState.SuppressedByDesign or IncidentState.OutOfService || incident.Hold?.Source is not null;
        return (IsAnswered(incident) || !incident.StandsForItself || (isExplained && !incident.LifeSafety), incident.State.IsHeldBack()) switch
        {
            (true, _) => IncidentState.Closed,
            (_, true) => incident.State,
            _ => IncidentState.ReturnedUnacknowledged,
        };
    }

    /// <summary>What stands in the way of a step; null when it may be taken. The pages offer only what nothing stands in the way of.</summary>
    /// <param name="principal">Who would take it.</param>
    public static Refusal? Obstacle(IncidentStep step, Incident incident, string principal)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return Reason(step, incident, principal) is { } reason ? Refusal.Of(reason, incident) : null;
    }

    private static RefusalReason? Reason(IncidentStep step, Incident incident, string principal) => step switch
    {
        IncidentStep.Comment => null,
        // Many an incident is over before somebody comes back and tells what it was.
        IncidentStep.Resolve or IncidentStep.FalseAlarm => incident.ResolvedAtMs is null || incident.ResolvedBy == principal ? null : RefusalReason.AlreadyResolved,
        _ when !incident.IsOpen => RefusalReason.Closed,
        IncidentStep.Acknowledge => IsAnswered(incident) ? RefusalReason.AlreadyAcknowledged : null,
        IncidentStep.OnSite => incident.OnSiteAtMs is not null && IsAnswered(incident) ? RefusalReason.AlreadyOnSite : null,
        IncidentStep.Unshelve => EndOf(IncidentState.Shelved, incident),
        IncidentStep.Return => EndOf(IncidentState.OutOfService, incident),
        IncidentStep.HandOver => incident.AssignedTo is null && !IsAnswered(incident) ? RefusalReason.NotAcknowledged : null,
        IncidentStep.Assign => null,
        _ when !IsStanding(incident) => RefusalReason.Over,
        IncidentStep.Shelve => incident.State.IsHeldBack() && !IsOwn(IncidentState.Shelved, incident, principal) ? RefusalReason.Held : null,
        IncidentStep.OutOfService => incident.State.IsHeldBack() && incident is not { State: IncidentState.Shelved, Hold.Source: null }
            && !IsOwn(IncidentState.OutOfService, incident, principal) ? RefusalReason.Held : null,
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, null),
    };

    private static RefusalReason? EndOf(IncidentState state, Incident incident) =>
        incident.State != state ? RefusalReason.NotHeld : incident.Hold?.Source is not null ? RefusalReason.HeldElsewhere : null;

    /// <summary>Whoever put it aside may change the reason and the end.</summary>
    private static bool IsOwn(IncidentState state, Incident incident, string principal) =>
        incident.State == state && incident.Hold is { Source: null } hold && hold.Owner == principal;
}
