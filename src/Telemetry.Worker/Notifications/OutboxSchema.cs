namespace Telemetry.Worker.Notifications;

/// <summary>The outbox's steps in the formats of <c>alerts.db</c>.</summary>
internal static class OutboxSchema
{
    /// <summary>What is about lives goes first, and the order in which everything goes is that of an index.</summary>
    public const string Urgent = """
        ALTER TABLE outbox ADD COLUMN urgent INTEGER NOT NULL DEFAULT 0;
        DROP INDEX outbox_pending;
        CREATE INDEX outbox_pending ON outbox(channel, (NOT urgent), (attempts > 0), created_at, key) WHERE state = 'pending';
        """;
}
