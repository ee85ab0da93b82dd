namespace Telemetry.Worker.Alerts;

/// <summary>What the steps of an incident's life added to <c>alerts.db</c>.</summary>
internal static class LifeSchema
{
    /// <summary>The step of the database's format that made it.</summary>
    public const string Create =
        """
        ALTER TABLE incident_event ADD COLUMN channel TEXT;
        CREATE INDEX incident_by_device ON incident(device, opened_at);
        CREATE INDEX incident_by_assigned ON incident(assigned_to) WHERE assigned_to IS NOT NULL;
        """;
}
