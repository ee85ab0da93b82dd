using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Housekeeping;

/// <summary>
/// Bounds <c>alerts.db</c> by age: incidents that are over, with all that belongs to them, the audit log, and the
/// history of inputs with it, and test calls; and repeated calls, also of what is open. In small
/// transactions, between which alarms get their turn.
/// </summary>
internal sealed class AlertHistory(AlertDatabase database, AlertsOptions options, DrillsOptions? drills = null)
{
    private const int StepRows = 200;

    private long _incidents;
    private long _auditEntries;
    private long _inputs;

    /// <summary>Incidents deleted since the start.</summary>
    public long DeletedIncidents => Volatile.Read(ref _incidents);

    /// <summary>Entries of the audit log deleted since the start.</summary>
    public long DeletedAuditEntries => Volatile.Read(ref _auditEntries);

    /// <summary>Entries of the history of inputs deleted since the start.</summary>
    public long DeletedInputs => Volatile.Read(ref _inputs);

    /// <summary>One small step; false when nothing is left to do.</summary>
    public bool DeleteSome(DateTimeOffset now)
    {
        long closedBefore = (now - options.KeepClosed).ToUnixTimeMilliseconds();
        long auditBefore = (now - options.KeepAudit).ToUnixTimeMilliseconds();
        (int incidents, int entries, int inputs, int silences) = database.Write(connection => (
            Incidents(connection, closedBefore), AuditAge.DeleteSome(connection, auditBefore, now.ToUnixTimeMilliseconds(), StepRows), InputHistory.DeleteSome(connection, auditBefore, StepRows),
            SilenceStore.DeleteSome(connection, auditBefore, StepRows)));
        long drillsBefore = (now - (drills ?? new DrillsOptions()).KeepFor).ToUnixTimeMilliseconds();
        int deletedDrills = database.Write(connection => DrillStore.DeleteSome(connection, drillsBefore, StepRows));
        long repeatsBefore = (now - options.KeepRepeats).ToUnixTimeMilliseconds();
        int repeats = database.Write(connection => PageStore.ForgetRepeats(connection, repeatsBefore, StepRows));
        Interlocked.Add(ref _incidents, incidents);
        Interlocked.Add(ref _auditEntries, entries);
        Interlocked.Add(ref _inputs, inputs);
        return incidents == StepRows || entries == StepRows || inputs == StepRows || silences == StepRows || deletedDrills == StepRows || repeats == StepRows;
    }

    /// <summary>
    /// Not one that somebody is still to be told of. Nor one that the rule engine, going on from its checkpoint after a
    /// crash, would meet again: it would be raised a second time.
    /// </summary>
    private static int Incidents(SqliteConnection connection, long before)
    {
        List<string> ids = connection.Query<string>(
            $"""
            SELECT id FROM incident
            WHERE state = 'closed' AND {AlertSchema.ClosedAt} < @before
                AND position < (SELECT ifnull(min(position), 0) FROM checkpoint)
                AND NOT EXISTS (SELECT 1 FROM outbox WHERE outbox.incident = incident.id AND outbox.state = 'pending')
            ORDER BY {AlertSchema.ClosedAt} LIMIT {StepRows}
            """,
            new { before }).ToList();
        foreach (string id in ids)
        {
            PageStore.Forget(connection, id);
            connection.Execute(
                "DELETE FROM incident_event WHERE incident = @id; DELETE FROM outbox WHERE incident = @id; DELETE FROM incident WHERE id = @id", new { id });
        }

        return ids.Count;
    }
}
