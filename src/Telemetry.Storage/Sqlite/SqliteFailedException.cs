namespace Telemetry.Storage.Sqlite;

/// <summary>SQLite answered a statement with an error.</summary>
internal sealed class SqliteFailedException(int code, string message) : Exception(message)
{
    /// <summary>The primary result code, such as SQLITE_FULL (13).</summary>
    public int Code => code & 0xFF;
}
