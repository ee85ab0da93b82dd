using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Silences;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Silences;

/// <summary>
/// Makes the open incidents fit the silences that are in force: holds what nobody has answered yet, and lets go what nothing
/// catches any more. What fits stays as it is, so it may run at any time, and after a restart puts right what was missed.
/// </summary>
internal sealed class HoldSweep(AlertDatabase database, IncidentWriter incidents, SilenceDesk desk)
{
    /// <summary>Incidents of one transaction: alarms get their turn between two.</summary>
    private const int StepRows = 200;

    private static readonly IncidentState[] Unanswered = [IncidentState.Unacknowledged, IncidentState.ReturnedUnacknowledged];

    public void Run()
    {
        string[] candidates = database.Read(connection =>
        {
            long nowMs = desk.NowMs;
            IReadOnlyList<Incident> held = IncidentStore.HeldBySource(connection);
            IReadOnlyList<Incident> waiting = desk.InForce.Any() ? IncidentStore.List(connection, Unanswered, int.MaxValue) : [];
            return held.Concat(waiting).Where(incident => StepOf(connection, incident, nowMs) is not null).Select(incident => incident.Id).ToArray();
        });
        foreach (string[] some in candidates.Chunk(StepRows))
        {
            incidents.Take((connection, nowMs) => some
                .Select(id => IncidentStore.Find(connection, id))
                .Select(incident => incident is null ? null : StepOf(connection, incident, nowMs))
                .OfType<HoldStep>());
        }
    }

    private HoldStep? StepOf(SqliteConnection connection, Incident incident, long nowMs)
    {
        if (SilenceDesk.IsUnanswered(incident))
            return desk.FindFor(incident, nowMs) is { } found ? Held(incident, found.Silence) : null;
        if (incident is not { Hold.Source: { } source, State: IncidentState.Shelved or IncidentState.OutOfService })
            return null;
        if (desk.Find(source) is { } holder && holder.Catches(incident) && desk.PhaseOf(holder) == SilencePhase.InForce)
            return incident.Hold == holder.Silence.Hold ? null : Held(incident, holder.Silence);

        // What endangers life calls at the end of each silence, even when the next one has begun.
        if (!incident.LifeSafety && desk.FindFor(incident, nowMs) is { } next)
            return Held(incident, next.Silence);
        string who = SilenceStore.Find(connection, source)?.EndedBy ?? Silence.Clock;
        StepResult step = IncidentBook.EndHold(incident, nowMs, who);
        return step.IsTaken ? new HoldStep(incident, step.Incident, who, StepWord.HoldEnded, incident.Hold.Reason) : null;
    }

    private static HoldStep Held(Incident incident, Silence silence) => new(
        incident, incident with { State = silence.State, Hold = silence.Hold, Version = incident.Version + 1 }, silence.Owner, silence.State.Label(), silence.Reason);
}
