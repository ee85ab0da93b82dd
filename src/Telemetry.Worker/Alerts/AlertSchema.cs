using Telemetry.Worker.Accounts;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Alerts;

/// <summary>The formats of <c>alerts.db</c>, each as the step that makes it of the one before. A step that was released is never changed.</summary>
internal static class AlertSchema
{
    /// <summary>When an incident was over for good; what deletes old ones asks by it.</summary>
    public const string ClosedAt = "max(opened_at, ifnull(acknowledged_at, 0), ifnull(cleared_at, 0))";

    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE checkpoint(
            partition TEXT PRIMARY KEY, position INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE TABLE incident(
            id TEXT PRIMARY KEY, rule TEXT NOT NULL, device TEXT NOT NULL, area TEXT NOT NULL, site TEXT NOT NULL,
            system TEXT NOT NULL, severity TEXT NOT NULL, life_safety INTEGER NOT NULL, state TEXT NOT NULL,
            title_zh TEXT NOT NULL, title_en TEXT NOT NULL, advice_zh TEXT, advice_en TEXT,
            value REAL, attributes TEXT NOT NULL, occurrences INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            acknowledged_at INTEGER, acknowledged_by TEXT, cleared_at INTEGER, position INTEGER NOT NULL,
            version INTEGER NOT NULL);
        CREATE INDEX incident_by_state ON incident(state, opened_at);
        CREATE TABLE incident_event(
            number INTEGER PRIMARY KEY, incident TEXT NOT NULL REFERENCES incident(id), at INTEGER NOT NULL,
            who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT);
        CREATE INDEX incident_event_by_incident ON incident_event(incident, number);
        CREATE TABLE outbox(
            key TEXT PRIMARY KEY, channel TEXT NOT NULL, incident TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'pending', finished_at INTEGER, last_error TEXT);
        CREATE INDEX outbox_pending ON outbox(channel, created_at) WHERE state = 'pending';
        CREATE TABLE audit(
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT);
        """,
        $"""
        CREATE INDEX incident_by_end ON incident({ClosedAt}) WHERE state = 'closed';
        CREATE INDEX outbox_by_incident ON outbox(incident);
        CREATE INDEX audit_by_time ON audit(at);
        """,
        """
        ALTER TABLE incident ADD COLUMN corrected INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE incident ADD COLUMN backlog INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE incident ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE incident ADD COLUMN group_id TEXT;
        ALTER TABLE incident ADD COLUMN procedure TEXT;
        CREATE INDEX incident_by_group ON incident(group_id) WHERE group_id IS NOT NULL;
        CREATE INDEX incident_held ON incident(id) WHERE held;
        """,
        InputSchema.Create,
        """
        CREATE TABLE checkpoint_piece(
            partition TEXT NOT NULL, number INTEGER NOT NULL, state BLOB NOT NULL, PRIMARY KEY(partition, number)) WITHOUT ROWID;
        """,
        """
        ALTER TABLE incident ADD COLUMN escalation TEXT;
        ALTER TABLE incident ADD COLUMN assigned_to TEXT;
        ALTER TABLE incident ADD COLUMN on_site_at INTEGER;
        ALTER TABLE incident ADD COLUMN on_site_by TEXT;
        ALTER TABLE incident ADD COLUMN resolved_at INTEGER;
        ALTER TABLE incident ADD COLUMN resolved_by TEXT;
        ALTER TABLE incident ADD COLUMN resolution TEXT;
        ALTER TABLE incident ADD COLUMN cause TEXT;
        ALTER TABLE incident ADD COLUMN hold_reason TEXT;
        ALTER TABLE incident ADD COLUMN hold_owner TEXT;
        ALTER TABLE incident ADD COLUMN hold_until INTEGER;
        ALTER TABLE incident ADD COLUMN hold_source TEXT;
        CREATE INDEX incident_by_hold ON incident(hold_until) WHERE hold_until IS NOT NULL;
        """,
        DutySchema.Create,
        EscalationSchema.Create,
        LifeSchema.Create,
        OutboxSchema.Urgent,

        // For lists of the most urgent and for counts: neither reads incidents that it does not show.
        """
        DROP INDEX incident_by_state;
        CREATE INDEX incident_by_state ON incident(state, severity, opened_at, group_id, id);
        """,
        DrillSchema.Create,
        AccountSchema.Create,
        SilenceSchema.Create,
        QuietSchema.Create,
    ];
}
