using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Escalation;

/// <summary>
/// Does what is due: steps become pages, pages become calls, and calls entries of the outbox, with the state of the
/// escalation in one transaction. A process that is killed has done all of a step or nothing of it.
/// </summary>
internal sealed class EscalationClimb(
    AlertDatabase database, IWhoAnswers desk, CallDesk calls, IncidentWriter incidents, Outbox outbox, SteadyTime steady, EscalationCounters counters, TimeProvider time)
{
    /// <summary>Steps taken in one transaction; between two, whoever answers gets their turn.</summary>
    private const int MostAtOnce = 200;

    /// <summary>A step later than this says so in the history.</summary>
    private const long WorthTellingMs = 5_000;

    private long? _nextCall = long.MinValue;

    /// <summary>Takes every step that is due.</summary>
    /// <returns>When the next thing is due, steady milliseconds; null for nothing so far.</returns>
    public long? Run()
    {
        while (true)
        {
            long nowMs = steady.NowMs;
            long? due = database.Read(EscalationStore.NextDue);
            if (!(due <= nowMs || _nextCall <= nowMs))
                return due is null || _nextCall < due ? _nextCall : due;
            _nextCall = database.Write(connection => Take(connection, nowMs));
            outbox.Announce();
        }
    }

    /// <summary>
    /// Begins the escalation of what has none and now has a ladder that asks for something: incidents of before there were ladders, and
    /// answered ones whose ladder has got a time to be on site or to alarm anew. Such a time counts from now: nobody could keep it before.
    /// </summary>
    public void Adopt() => database.Write(connection =>
    {
        foreach (string id in EscalationStore.Without(connection))
        {
            if (IncidentStore.Find(connection, id) is { } incident
                && EscalationBook.Follow(null, incident, desk.LadderOf(incident), severityRose: false, steady.NowMs) is { } state)
                EscalationStore.Save(connection, state, incident.LifeSafety);
        }
    });

    /// <summary>The city changed: deadlines are those of its ladders from now on, and where there are new ladders they are climbed.</summary>
    public void Reschedule()
    {
        for (string? after = ""; after is not null; after = database.Write(connection => RescheduleSome(connection, after)))
        {
        }

        Adopt();
    }

    private string? RescheduleSome(SqliteConnection connection, string after)
    {
        IReadOnlyList<EscalationState> states = EscalationStore.Page(connection, after, MostAtOnce);
        foreach (EscalationState state in states)
        {
            if (IncidentStore.Find(connection, state.Incident) is { } incident && desk.LadderOf(incident) is { } ladder)
                EscalationStore.Save(connection, EscalationBook.Scheduled(state, incident, ladder), incident.LifeSafety);
            else
                EscalationStore.Delete(connection, state.Incident);
        }

        return states.Count < MostAtOnce ? null : states[^1].Incident;
    }

    private long? Take(SqliteConnection connection, long nowMs)
    {
        long wallMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var chains = new DutyChains(desk);
        foreach (EscalationState state in EscalationStore.Due(connection, nowMs, MostAtOnce))
            Take(connection, state, chains, nowMs, wallMs);
        long? next = calls.Dispatch(connection, chains, nowMs, wallMs);
        steady.Note(connection);
        return next;
    }

    private void Take(SqliteConnection connection, EscalationState kept, DutyChains chains, long nowMs, long wallMs)
    {
        Incident? incident = IncidentStore.Find(connection, kept.Incident);
        Ladder? ladder = incident is null ? null : desk.LadderOf(incident);
        if (incident is null || ladder is null || EscalationBook.Follow(kept, incident, ladder, severityRose: false, nowMs) is not { } state)
        {
            EscalationStore.Delete(connection, kept.Incident);
            return;
        }

        EscalationDecision decision = EscalationBook.Due(state, incident, ladder, nowMs);
        if (decision.AlarmsAnew)
        {
            counters.Add(reAlarms: 1);
            if (incidents.ReAlarm(connection, incident.Id, EscalationFollower.Who, null) is not { IsTaken: true })
                EscalationStore.Delete(connection, incident.Id);
            // At once, so that it is told in one call with whatever else is due.
            if (EscalationStore.Find(connection, incident.Id) is { Phase: EscalationPhase.Answer } anew)
                Take(connection, anew, chains, steady.NowMs, wallMs);
            return;
        }

        EscalationStore.Save(connection, decision.State, incident.LifeSafety);
        if (decision.Steps.Count == 0)
            return;
        long lateMs = nowMs - (kept.DueMs ?? nowMs);
        counters.Late(lateMs);
        if (state.Phase == EscalationPhase.OnSite)
            IncidentHistory.Add(connection, incident.Id, wallMs, EscalationFollower.Who, HistoryWord.NotOnSite, incident.AcknowledgedBy);
        (string step, string repeat) = Detail(decision, ladder, lateMs);
        if (decision.Round > 0)
            IncidentHistory.AddRepeat(connection, incident.Id, wallMs, EscalationFollower.Who, HistoryWord.Step, step + repeat, step + CallDesk.Repeat);
        else
            IncidentHistory.Add(connection, incident.Id, wallMs, EscalationFollower.Who, HistoryWord.Step, step + repeat);
        IReadOnlyList<EscalationTarget> targets = EscalationTargets.Of(ladder, decision.Steps, chains.Of(incident, wallMs));
        foreach (EscalationTarget target in targets)
            PageStore.Add(connection, incident.Id, target, decision.Round, incident.LifeSafety, wallMs);
        counters.Add(steps: decision.Steps.Count, nobody: targets.Count(t => t.Person is null && t.Way != Way.Screen));
    }

    private static (string Step, string Repeat) Detail(EscalationDecision decision, Ladder ladder, long lateMs)
    {
        int first = decision.Steps[0] + 1;
        int last = decision.Steps[^1] + 1;
        string steps = first == last ? $"{last}" : $"{first}-{last}";
        string repeat = decision.Round > 0 ? $"{CallDesk.Repeat}{decision.Round} 次重复 repeat {decision.Round}" : "";
        string late = lateMs > WorthTellingMs ? $", 迟 {lateMs / 1000} 秒 {lateMs / 1000} s late" : "";
        return ($"第 {steps} 步,共 {ladder.Steps.Count} 步 step {steps} of {ladder.Steps.Count}", repeat + late);
    }
}
