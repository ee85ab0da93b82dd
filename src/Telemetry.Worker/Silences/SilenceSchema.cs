namespace Telemetry.Worker.Silences;

/// <summary>Silences and maintenances in <c>alerts.db</c>.</summary>
internal static class SilenceSchema
{
    /// <summary>The step of the database's format that made it.</summary>
    public const string Create =
        """
        CREATE TABLE silence(
            id TEXT PRIMARY KEY, kind TEXT NOT NULL, scope TEXT NOT NULL, start_at INTEGER NOT NULL, end_at INTEGER NOT NULL,
            reason TEXT NOT NULL, owner TEXT NOT NULL, except_life_safety INTEGER NOT NULL, calendar TEXT, created_at INTEGER NOT NULL,
            ended_at INTEGER, ended_by TEXT, version INTEGER NOT NULL);
        CREATE INDEX silence_active ON silence(start_at) WHERE ended_at IS NULL;
        CREATE INDEX silence_ended ON silence(ended_at) WHERE ended_at IS NOT NULL;
        CREATE INDEX incident_by_hold_source ON incident(hold_source) WHERE hold_source IS NOT NULL;
        CREATE INDEX incident_by_opening ON incident(opened_at);
        """;
}
