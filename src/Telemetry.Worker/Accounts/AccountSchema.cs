using Telemetry.Worker.Auditing;

namespace Telemetry.Worker.Accounts;

/// <summary>Users and their tokens in <c>alerts.db</c>, and the chain of the audit log.</summary>
internal static class AccountSchema
{
    /// <summary>The step of the database's format that made them.</summary>
    public const string Create =
        """
        CREATE TABLE user(
            name TEXT PRIMARY KEY, display_zh TEXT, display_en TEXT, password_hash TEXT, role TEXT NOT NULL, areas TEXT NOT NULL,
            failures INTEGER NOT NULL DEFAULT 0, locks INTEGER NOT NULL DEFAULT 0, locked_at INTEGER NOT NULL DEFAULT 0, locked_until INTEGER NOT NULL DEFAULT 0,
            disabled INTEGER NOT NULL DEFAULT 0, stamp TEXT NOT NULL, created_at INTEGER NOT NULL, created_by TEXT NOT NULL,
            password_at INTEGER, login_at INTEGER) WITHOUT ROWID;
        CREATE TABLE api_token(
            id TEXT PRIMARY KEY, owner TEXT NOT NULL, name TEXT NOT NULL, hash BLOB NOT NULL UNIQUE, role TEXT NOT NULL, areas TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, used_at INTEGER, revoked_at INTEGER, revoked_by TEXT);
        CREATE INDEX api_token_by_owner ON api_token(owner);

        """
        + AuditSchema.Create;
}
