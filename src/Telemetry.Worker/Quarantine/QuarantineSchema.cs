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
        $"""
        ALTER TABLE message ADD COLUMN length INTEGER;
        ALTER TABLE message ADD COLUMN picture INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE message ADD COLUMN source TEXT NOT NULL DEFAULT '';
        UPDATE message SET source = CASE WHEN device = '' THEN ' ' || reason ELSE device END,
            picture = '/' || topic || '/' LIKE '%/snapshot/%' OR substr(payload, 1, 3) = x'FFD8FF' OR substr(payload, 1, 4) = x'89504E47';
        CREATE INDEX message_by_source ON message(source, position);
        CREATE INDEX message_of_pictures ON message(received_at) WHERE picture;
        CREATE TABLE source(name TEXT PRIMARY KEY, messages INTEGER NOT NULL, bytes INTEGER NOT NULL) WITHOUT ROWID;
        INSERT INTO source SELECT source, count(*), sum({Size}) FROM message GROUP BY source;
        CREATE INDEX source_by_messages ON source(messages);
        CREATE INDEX source_by_bytes ON source(bytes);
        CREATE TRIGGER message_came AFTER INSERT ON message BEGIN
            INSERT INTO source SELECT new.source, 0, 0 WHERE NOT EXISTS (SELECT 1 FROM source WHERE name = new.source);
            UPDATE source SET messages = messages + 1, bytes = bytes + length(new.payload) + length(CAST(new.topic AS BLOB)) WHERE name = new.source;
            UPDATE cursor SET bytes = bytes + length(new.payload) + length(CAST(new.topic AS BLOB));
        END;
        CREATE TRIGGER message_went AFTER DELETE ON message BEGIN
            UPDATE source SET messages = messages - 1, bytes = bytes - length(old.payload) - length(CAST(old.topic AS BLOB)) WHERE name = old.source;
            DELETE FROM source WHERE name = old.source AND messages = 0;
            UPDATE cursor SET bytes = bytes - length(old.payload) - length(CAST(old.topic AS BLOB));
        END;
        CREATE TRIGGER message_shrank AFTER UPDATE OF payload ON message BEGIN
            UPDATE source SET bytes = bytes + length(new.payload) - length(old.payload) WHERE name = new.source;
            UPDATE cursor SET bytes = bytes + length(new.payload) - length(old.payload);
        END;
        """,
    ];
}
