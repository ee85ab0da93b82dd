using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Escalation;

/// <summary>
/// Begins, restarts and ends escalations with the steps of incidents, in the transaction of the step: whoever answers
/// knows, once the answer is on disk, that nothing more goes out for it.
/// </summary>
internal sealed class EscalationFollower(IWhoAnswers desk, SteadyTime steady, EscalationCounters counters, TimeProvider time) : IIncidentFollower
{
    /// <summary>In the history of incidents.</summary>
    public const string Who = "escalation";

    private const string NoLongerNeeded = "不再需要呼叫 nobody has to be called any more";

    public void Follow(SqliteConnection connection, Incident? before, Incident incident)
    {
        EscalationState? state = before is null ? null : EscalationStore.Find(connection, incident.Id);
        EscalationState? next = EscalationBook.Follow(
            state, incident, desk.LadderOf(incident), severityRose: before is not null && incident.Severity > before.Severity, steady.NowMs);
        if (ReferenceEquals(state, next))
            return;
        if (next is null)
            EscalationStore.Delete(connection, incident.Id);
        else
            EscalationStore.Save(connection, next, incident.LifeSafety);
        if (state is not { IsCalling: true } || next is { IsCalling: true })
            return;
        (int pages, int entries) = PageStore.Drop(connection, incident.Id, WhyNot(incident), time.GetUtcNow().ToUnixTimeMilliseconds());
        counters.Add(cancelled: pages + entries);
    }

    private static string WhyNot(Incident incident) => incident.AcknowledgedBy is { } by ? $"已由 {by} 确认 answered by {by}" : NoLongerNeeded;
}
