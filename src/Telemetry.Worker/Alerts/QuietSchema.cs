namespace Telemetry.Worker.Alerts;

/// <summary>Since when an incident has been kept from calling people, and when that ended, in <c>alerts.db</c>.</summary>
internal static class QuietSchema
{
    /// <summary>The step of the database's format that made it. How long something was put aside before the upgrade is not known: it has to call before it is put aside again.</summary>
    public const string Create =
        """
        ALTER TABLE incident ADD COLUMN held_since INTEGER;
        ALTER TABLE incident ADD COLUMN let_go_at INTEGER;
        UPDATE incident SET held_since = 0 WHERE state IN ('shelved', 'out-of-service', 'suppressed-by-design');
        """;
}
