namespace Telemetry.Worker.Quarantine;

/// <summary>The formats of <c>quarantine.db</c>, each as the step that makes it of the one before. A step that was released is never changed.</summary>
internal static class QuarantineSchema
{
    /// <summary>What a message counts against the limit of bytes.</summary>
    public const string Size = "length(payload) + length(CAST(topic AS BLOB))";

    public static readonly IReadOnlyList<string> Steps =
    [
        """
        CREATE TABLE cursor(id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
        CREATE TABLE message(
            position INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, reason TEXT NOT NULL, device TEXT NOT NULL,
            topic TEXT NOT NULL, payload BLOB NOT NULL);
        CREATE INDEX message_by_reason ON message(reason, position);
        CREATE INDEX message_by_device ON message(device, position);
        """,
        $"""
        ALTER TABLE cursor ADD COLUMN bytes INTEGER NOT NULL DEFAULT 0;
        UPDATE cursor SET bytes = (SELECT ifnull(sum({Size}), 0) FROM message);
        """,
        """
        ALTER TABLE message ADD COLUMN content_type TEXT NOT NULL DEFAULT '';
        ALTER TABLE message ADD COLUMN tried_at INTEGER;
        ALTER TABLE message ADD COLUMN tried_by TEXT;
        ALTER TABLE message ADD COLUMN replayed_at INTEGER;
        """,
    ];
}
