namespace Telemetry.Worker.Duties;

/// <summary>Swaps of duties in <c>alerts.db</c>.</summary>
internal static class DutySchema
{
    /// <summary>The step of the database's format that made it. Ids are never used again: the audit log names them.</summary>
    public const string Create =
        """
        CREATE TABLE duty_override(
            id INTEGER PRIMARY KEY AUTOINCREMENT, duty TEXT NOT NULL, shift TEXT, person TEXT NOT NULL, replaces TEXT,
            from_at INTEGER NOT NULL, until_at INTEGER NOT NULL, reason TEXT NOT NULL, made_by TEXT NOT NULL, made_at INTEGER NOT NULL);
        CREATE INDEX duty_override_by_end ON duty_override(until_at);
        """;
}
