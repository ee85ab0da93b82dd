using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Telemetry.Alerting.Engine;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Incidents;

/// <summary>The steps of an incident's life, as pure functions.</summary>
public static class IncidentBook
{
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    /// <summary>
    /// Takes a transition in. One that was taken in before changes nothing (the same instance comes back), so that a journal
    /// read again after a restart is harmless.
    /// </summary>
    /// <param name="current">The incident of <see cref="Transition.Id"/>; null when there is none.</param>
    /// <returns>Null when there is no incident and the transition does not open one.</returns>
    public static Incident? Apply(Incident? current, Transition transition)
    {
        ArgumentNullException.ThrowIfNull(transition);
        if (current is null)
        {
            return transition.Kind == TransitionKind.Raised ? Open(transition) : null;
        }

        if (current.Id != transition.Id)
        {
            throw new ArgumentException($"Transition {transition.Id} is not of incident {current.Id}.", nameof(transition));
        }

        // One late record may tell of a condition that began and ended: its end is news although its beginning came with it.
        bool endsAtOnce = transition.Position == current.Position && transition.Kind == TransitionKind.Cleared
            && IncidentLife.IsStanding(current);
        if (transition.Position <= current.Position && !endsAtOnce)
        {
            return current;
        }

        bool isStanding = IncidentLife.IsStanding(current);
        return transition.Kind switch
        {
            TransitionKind.Changed when isStanding => Change(current, transition),
            // History may be told anew of what is over: it changes when it began, or ended, and nothing else.
            TransitionKind.Changed when transition.Corrected => Correct(current, transition),
            TransitionKind.Cleared when isStanding => End(current, transition),
            TransitionKind.Cleared when transition.Corrected => Correct(current, transition) with { ClearedAtMs = transition.AtMs },
            _ => current,
        };
    }

    private static Incident Change(Incident current, Transition transition)
    {
        Incident changed = Correct(current, transition) with
        {
            // What has become urgent stays so for whoever answers it.
            Severity = transition.Severity > current.Severity ? transition.Severity : current.Severity,
            Value = transition.Value ?? current.Value,
            Attributes = Merge(current.Attributes, transition.Attributes),
            Occurrences = transition.Occurrences ?? current.Occurrences + 1,
            Backlog = current.Backlog && transition.Backlog,
            Group = transition.Group,
        };
        bool becameCritical = changed.Severity == Severity.Critical && current.Severity != Severity.Critical;
        if (!becameCritical)
        {
            return changed;
        }

        // Whoever answered or shelved it looked at something less than that.
        if (changed.StandsForItself)
        {
            changed = Unanswered(changed);
        }

        return current is { State: IncidentState.Shelved, Hold: null or { Source: null } }
            ? changed with { State = IncidentLife.WithoutHold(changed), Hold = null }
            : changed;
    }

    /// <summary>Somebody has to answer again, and to come. Who has it stays known.</summary>
    private static Incident Unanswered(Incident incident) => incident with
    {
        State = incident.State == IncidentState.Acknowledged ? IncidentState.Unacknowledged : incident.State,
        AcknowledgedAtMs = null,
        AcknowledgedBy = null,
        OnSiteAtMs = null,
        OnSiteBy = null,
        ResolvedAtMs = null,
        ResolvedBy = null,
        Resolution = null,
        Cause = null,
    };

    private static Incident Correct(Incident current, Transition transition) => current with
    {
        Corrected = current.Corrected || transition.Corrected,
        OpenedAtMs = transition.OpenedAtMs ?? current.OpenedAtMs,
        Position = transition.Position,
        Version = current.Version + 1,
    };

    private static Incident End(Incident current, Transition transition)
    {
        return Clear(current, transition.Position, transition.AtMs) with
        {
            Corrected = current.Corrected || transition.Corrected,
            OpenedAtMs = transition.OpenedAtMs ?? current.OpenedAtMs,
            Occurrences = transition.Occurrences ?? current.Occurrences,
        };
    }

    /// <summary>
    /// The condition is over. Nothing changes when it was over before. Nobody was told of history, and the group answers for its
    /// members: nobody has to answer for these. See <see cref="IncidentLife.WhenOver"/>.
    /// </summary>
    /// <param name="position">Of the record that ended it.</param>
    /// <param name="atMs">Unix milliseconds on the condition's own time.</param>
    public static Incident Clear(Incident current, long position, long atMs)
    {
        ArgumentNullException.ThrowIfNull(current);
        if (!IncidentLife.IsStanding(current))
        {
            return current;
        }

        IncidentState state = IncidentLife.WhenOver(current);
        return current with
        {
            State = state,
            Hold = state.IsHeldBack() ? current.Hold : null,
            ClearedAtMs = atMs,
            Position = position,
            Version = current.Version + 1,
        };
    }

    /// <summary>A person answers. What is put aside stays so; the same person again changes nothing.</summary>
    /// <param name="principal">Who.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="expectedVersion">The version that the person looked at; null when it does not matter.</param>
    public static StepResult Acknowledge(Incident incident, string principal, long atMs, int? expectedVersion = null)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(principal);
        if (incident.AcknowledgedBy == principal)
        {
            return new(incident, null);
        }

        return (IncidentLife.Obstacle(IncidentStep.Acknowledge, incident, principal) ?? IncidentAnswers.IsOutdated(incident, expectedVersion)) is { } refused
            ? new(incident, refused)
            : new(IncidentAnswers.Answered(incident, principal, atMs) with { Version = incident.Version + 1 }, null);
    }

    /// <summary>
    /// It was answered, and stands still after its ladder's time: somebody has to answer again, and to come. Who has it stays known;
    /// who was there and what it turned out to be do not, since it evidently is not dealt with. Its history keeps them.
    /// </summary>
    /// <param name="atMs">Unix milliseconds.</param>
    public static StepResult ReAlarm(Incident incident, long atMs)
    {
        ArgumentNullException.ThrowIfNull(incident);
        _ = atMs;
        RefusalReason? reason = incident switch
        {
            { State: IncidentState.Closed } => RefusalReason.Closed,
            { Hold: not null } => RefusalReason.Held,
            { ClearedAtMs: not null } => RefusalReason.Over,
            { State: not IncidentState.Acknowledged } => RefusalReason.NotAcknowledged,
            _ => null,
        };
        return reason is { } refused
            ? new(incident, Refusal.Of(refused, incident))
            : new(Unanswered(incident) with { Version = incident.Version + 1 }, null);
    }

    /// <summary>
    /// What kept it from calling people ends: because its time is up, or somebody or something ended it. It is then what it would
    /// have been without.
    /// </summary>
    /// <param name="atMs">Unix milliseconds.</param>
    /// <param name="who">A principal, <c>clock</c>, <c>calendar</c> or <c>rules</c>.</param>
    public static StepResult EndHold(Incident incident, long atMs, string who)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentException.ThrowIfNullOrWhiteSpace(who);
        _ = atMs;
        return incident.State.IsHeldBack()
            ? new(incident with { State = IncidentLife.WithoutHold(incident), Hold = null, Version = incident.Version + 1 }, null)
            : new(incident, Refusal.Of(incident.State == IncidentState.Closed ? RefusalReason.Closed : RefusalReason.NotHeld, incident));
    }

    private static Incident Open(Transition transition) => new()
    {
        Id = transition.Id,
        RuleId = transition.Rule.Id,
        DeviceId = transition.Device.Id,
        SystemId = transition.Device.Kind.System.Id,
        AreaId = transition.Device.Area.Id,
        SiteId = transition.Device.Site.Id,
        Severity = transition.Severity,
        LifeSafety = transition.Rule.LifeSafety,
        State = IncidentState.Unacknowledged,
        Title = transition.Title,
        Advice = transition.Advice,
        Procedure = transition.Rule.Procedure,
        Escalation = transition.Rule.Escalation,
        OpenedAtMs = transition.OpenedAtMs ?? transition.AtMs,
        Corrected = transition.Corrected,
        Backlog = transition.Backlog,
        Group = transition.Group,
        Occurrences = transition.Occurrences ?? 1,
        Value = transition.Value,
        Attributes = transition.Attributes,
        Position = transition.Position,
        Version = 1,
    };

    /// <summary>An event that says less than the one before must not take its snapshot away.</summary>
    private static string Merge(string earlier, string later)
    {
        var merged = JsonNode.Parse(earlier)!.AsObject();
        foreach (var (name, value) in JsonNode.Parse(later)!.AsObject())
        {
            merged[name] = value?.DeepClone();
        }

        return merged.ToJsonString(Json);
    }
}
