using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Escalation;

/// <summary>
/// How incidents climb their ladders, as pure functions of the incident, the ladder and steady time.
/// <code>
///            answered             not on site in time          on site, or resolved
/// Answer ---------------> OnSite ---------------------> Arrival --------------------> ReAlarm
///   ^                        |  on site, or resolved                                    |
///   |                        +---------------------------------------------------> ...  |
///   +------------------------------ stands too long ------------------------------------+
/// </code>
/// An incident that is closed, a member of a group, held back, shelved or otherwise put aside has no escalation. One that
/// comes back from there begins at the first step: who is called then has to learn of it anew, the nearest first. But what somebody
/// has answered keeps its deadlines while it is put aside, and meets them afterwards: a shelf is no way around them.
/// </summary>
public static class EscalationBook
{
    /// <summary>What endangers life and was answered alarms anew after so long at the latest, whatever its ladder says.</summary>
    public static readonly TimeSpan LongestLifeSafety = TimeSpan.FromHours(1);

    /// <summary>What a step in the incident's life makes of its escalation.</summary>
    /// <param name="state">Null when there was none.</param>
    /// <param name="incident">After its step.</param>
    /// <param name="ladder">The one it climbs; null when nobody is to be called for it.</param>
    /// <param name="severityRose">True when this very step made it more urgent.</param>
    /// <param name="nowMs">Steady milliseconds.</param>
    /// <returns>Null for none (any more); the same instance when nothing changes.</returns>
    public static EscalationState? Follow(EscalationState? state, Incident incident, Ladder? ladder, bool severityRose, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(incident);
        if (ladder is null || !incident.StandsForItself || !incident.IsOpen)
            return null;
        return incident.State switch
        {
            IncidentState.Unacknowledged or IncidentState.ReturnedUnacknowledged => Call(state, incident, ladder, severityRose, nowMs),
            IncidentState.Acknowledged => Answer(state, incident, ladder, nowMs),
            _ when IncidentLife.IsAnswered(incident) => Answer(state is { Phase: EscalationPhase.Arrival } ? Waiting(state) : state, incident, ladder, nowMs),
            _ => null,
        };
    }

    /// <summary>What is to be done when a deadline has come, or was missed.</summary>
    /// <param name="ladder">As the city has it now: it may have been changed since the escalation began.</param>
    /// <param name="nowMs">Steady milliseconds.</param>
    public static EscalationDecision Due(EscalationState state, Incident incident, Ladder ladder, long nowMs)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(ladder);
        state = state with { Ladder = ladder.Id };
        if (ReAlarmMs(state, incident, ladder) is { } anew && anew <= nowMs)
            return new EscalationDecision(state, [], 0, AlarmsAnew: true);
        if (state.Phase == EscalationPhase.OnSite && ladder.OnSite is { } onSite && ladder.Steps.Count > 0 && state.AnsweredMs + Ms(onSite) <= nowMs)
        {
            int first = FirstAbove(ladder);
            state = state with
            {
                Phase = EscalationPhase.Arrival,
                Step = first,
                Round = 0,
                // So that the step is due exactly now, and those above it as far from each other as they always are.
                BeganMs = state.AnsweredMs!.Value + Ms(onSite) - Ms(ladder.Steps[first].After),
            };
        }

        return state.IsCalling ? Climb(state, incident, ladder, nowMs) : EscalationDecision.Nothing(Scheduled(state, incident, ladder));
    }

    /// <summary>The same escalation by a ladder that may have other steps or times now.</summary>
    public static EscalationState Scheduled(EscalationState state, Incident incident, Ladder ladder)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(ladder);
        return state with { DueMs = incident.IsTold ? DueMs(state, incident, ladder) : null };
    }

    /// <summary>The step from which those above are called, when whoever answered does not come: the first that goes up the hierarchy, else the last.</summary>
    public static int FirstAbove(Ladder ladder)
    {
        ArgumentNullException.ThrowIfNull(ladder);
        for (int i = 0; i < ladder.Steps.Count; i++)
        {
            if ((ladder.Steps[i].Targets & (LadderTargets.NextLevel | LadderTargets.AllLevels)) != 0)
                return i;
        }

        return ladder.Steps.Count - 1;
    }

    private static EscalationState Call(EscalationState? state, Incident incident, Ladder ladder, bool severityRose, long nowMs)
    {
        if (state is { Phase: EscalationPhase.Answer } && !(severityRose && ladder.Id != state.Ladder))
            return state;
        var begun = new EscalationState
        {
            Incident = incident.Id,
            Ladder = ladder.Id,
            Phase = EscalationPhase.Answer,
            Step = 0,
            BeganMs = nowMs,
            // Nobody has answered since: it stays where it is seen.
            OnScreen = state?.OnScreen ?? false,
        };
        return Scheduled(begun, incident, ladder);
    }

    private static EscalationState? Answer(EscalationState? state, Incident incident, Ladder ladder, long nowMs)
    {
        bool isThere = incident.OnSiteAtMs is not null || incident.ResolvedAtMs is not null;
        if (state is { AnsweredMs: not null })
        {
            if (isThere && state.Phase != EscalationPhase.ReAlarm)
                state = state with { Phase = EscalationPhase.ReAlarm, OnScreen = false };
        }
        else
        {
            state = new EscalationState
            {
                Incident = incident.Id,
                Ladder = ladder.Id,
                Phase = isThere ? EscalationPhase.ReAlarm : EscalationPhase.OnSite,
                Step = state?.Step ?? 0,
                Round = state?.Round ?? 0,
                BeganMs = state?.BeganMs ?? nowMs,
                AnsweredMs = nowMs,
            };
        }

        return DueMs(state, incident, ladder) is null && !state.IsCalling ? null : Scheduled(state with { Ladder = ladder.Id }, incident, ladder);
    }

    /// <summary>Put aside while those above were called for want of an arrival: that is overdue still when it is taken up.</summary>
    private static EscalationState Waiting(EscalationState state) => state with { Phase = EscalationPhase.OnSite, OnScreen = false };

    /// <summary>Takes every step that is due, as one; missed repetitions count and call nobody by themselves.</summary>
    private static EscalationDecision Climb(EscalationState state, Incident incident, Ladder ladder, long nowMs)
    {
        var steps = new List<int>();
        while (StepMs(state, ladder) is { } due && due <= nowMs)
        {
            int step = Math.Min(state.Step, ladder.Steps.Count - 1);
            if (!steps.Contains(step))
            {
                steps.Add(step);
                state = state with { OnScreen = state.OnScreen || ladder.Steps[step].Ways.Contains(Way.Screen) };
            }

            if (state.Step < ladder.Steps.Count)
            {
                state = state with { Step = state.Step + 1, Round = 0 };
                continue;
            }

            long missed = (nowMs - due) / Ms(ladder.Repeat);
            state = state with { Step = ladder.Steps.Count, Round = (int)Math.Min(int.MaxValue / 2, state.Round + 1 + missed) };
        }

        return new EscalationDecision(Scheduled(state, incident, ladder), steps, state.Round, AlarmsAnew: false);
    }

    /// <summary>When something has to be done next, unless it is put aside.</summary>
    private static long? DueMs(EscalationState state, Incident incident, Ladder ladder)
    {
        long? due = state.Phase switch
        {
            EscalationPhase.Answer or EscalationPhase.Arrival => StepMs(state, ladder),
            EscalationPhase.OnSite => ladder.OnSite is { } onSite && ladder.Steps.Count > 0 ? state.AnsweredMs + Ms(onSite) : null,
            _ => null,
        };
        return Earlier(due, ReAlarmMs(state, incident, ladder));
    }

    private static long? StepMs(EscalationState state, Ladder ladder)
    {
        if (ladder.Steps.Count == 0)
            return null;
        if (state.Step < ladder.Steps.Count)
            return state.BeganMs + Ms(ladder.Steps[state.Step].After);
        return ladder.Repeat > TimeSpan.Zero ? state.BeganMs + Ms(ladder.Steps[^1].After) + (state.Round + 1L) * Ms(ladder.Repeat) : null;
    }

    /// <summary>
    /// Whatever somebody said that it was: it stands, and who says that there is nothing may be wrong. Where lives depend on it no answer
    /// silences it for longer than a shelf may.
    /// </summary>
    private static long? ReAlarmMs(EscalationState state, Incident incident, Ladder ladder) =>
        (incident.LifeSafety && !(ladder.ReAlarm < LongestLifeSafety) ? LongestLifeSafety : ladder.ReAlarm) is { } after ? state.AnsweredMs + Ms(after) : null;

    private static long? Earlier(long? one, long? other) => one is null || other < one ? other : one;

    private static long Ms(TimeSpan duration) => Math.Max(1, (long)duration.TotalMilliseconds) * (duration > TimeSpan.Zero ? 1 : 0);
}
