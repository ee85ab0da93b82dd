namespace Telemetry.Worker.Auditing;

/// <summary>
/// The audit log in <c>alerts.db</c> as a chain: each entry has the SHA-256 of the one before it and of itself. Triggers
/// refuse every change, also one that a later version or a slip of ours would make. Only old entries may go, from the
/// beginning: the anchor keeps the hash of the last one that went, the head that of the newest.
/// </summary>
internal static class AuditSchema
{
    /// <summary>Entries younger than this can be removed by nobody, whatever the options say (days).</summary>
    public const int LeastDays = 1;

    /// <summary>The names of the triggers; a log without one of them is not protected.</summary>
    public static readonly IReadOnlyList<string> Triggers =
        ["audit_append", "audit_appended", "audit_no_update", "audit_no_delete", "audit_state_made_once", "audit_state_moves", "audit_state_stays"];

    /// <summary>
    /// Part of a step of the database's format. The triggers count from the moment at which <see cref="AuditChain.Seal"/> has
    /// hashed what was there before; they go by the machine's clock, in milliseconds.
    /// </summary>
    public const string Create =
        """
        ALTER TABLE audit ADD COLUMN address TEXT;
        ALTER TABLE audit ADD COLUMN via TEXT;
        ALTER TABLE audit ADD COLUMN hash BLOB;
        CREATE INDEX audit_by_who ON audit(who, number);
        CREATE INDEX audit_by_action ON audit(action, number);
        CREATE TABLE audit_state(
            id INTEGER PRIMARY KEY CHECK(id = 1), anchor_number INTEGER NOT NULL, anchor_hash BLOB NOT NULL,
            head_number INTEGER NOT NULL, head_hash BLOB NOT NULL, sealed_number INTEGER NOT NULL);

        CREATE TRIGGER audit_append BEFORE INSERT ON audit
        WHEN EXISTS (SELECT 1 FROM audit_state) AND (NEW.number IS NOT (SELECT head_number + 1 FROM audit_state) OR length(NEW.hash) IS NOT 32)
        BEGIN SELECT RAISE(ABORT, 'the audit log takes new entries at its end only'); END;

        CREATE TRIGGER audit_appended AFTER INSERT ON audit WHEN EXISTS (SELECT 1 FROM audit_state)
        BEGIN UPDATE audit_state SET head_number = NEW.number, head_hash = NEW.hash; END;

        CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit WHEN EXISTS (SELECT 1 FROM audit_state)
        BEGIN SELECT RAISE(ABORT, 'an entry of the audit log is never changed'); END;

        CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit WHEN OLD.number > (SELECT anchor_number FROM audit_state)
        BEGIN SELECT RAISE(ABORT, 'only old entries of the audit log are removed, from its beginning'); END;

        CREATE TRIGGER audit_state_made_once BEFORE INSERT ON audit_state WHEN EXISTS (SELECT 1 FROM audit_state)
        BEGIN SELECT RAISE(ABORT, 'the audit log has its state'); END;

        CREATE TRIGGER audit_state_moves BEFORE UPDATE ON audit_state
        WHEN NOT (NEW.id = OLD.id AND NEW.sealed_number = OLD.sealed_number AND (
            (NEW.anchor_number = OLD.anchor_number AND NEW.anchor_hash = OLD.anchor_hash AND NEW.head_number = OLD.head_number + 1
                AND NEW.head_hash IS (SELECT hash FROM audit WHERE number = NEW.head_number))
            OR (NEW.head_number = OLD.head_number AND NEW.head_hash = OLD.head_hash AND NEW.anchor_number > OLD.anchor_number
                AND NEW.anchor_hash IS (SELECT hash FROM audit WHERE number = NEW.anchor_number)
                AND NOT EXISTS (SELECT 1 FROM audit WHERE number <= NEW.anchor_number
                    AND at BETWEEN (CAST(strftime('%s', 'now') AS INTEGER) - 86400) * 1000 AND (CAST(strftime('%s', 'now') AS INTEGER) + 1) * 1000))))
        BEGIN SELECT RAISE(ABORT, 'the audit log only grows at its end and ages at its beginning'); END;

        CREATE TRIGGER audit_state_stays BEFORE DELETE ON audit_state
        BEGIN SELECT RAISE(ABORT, 'the audit log keeps its state'); END;
        """;
}
