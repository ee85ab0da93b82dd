using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// The database of incidents, the outbox, the audit log and the rule engine's checkpoint: <c>alerts.db</c> in the data
/// folder. One transaction covers what belongs together, and is on disk when it returns (synchronous FULL).
/// </summary>
internal sealed class AlertDatabase
{
    private const int Version = 1;

    private const string Schema = """
        CREATE TABLE checkpoint(
            partition TEXT PRIMARY KEY, position INTEGER NOT NULL, state BLOB NOT NULL);
        CREATE TABLE incident(
            id TEXT PRIMARY KEY, rule TEXT NOT NULL, device TEXT NOT NULL, area TEXT NOT NULL, site TEXT NOT NULL,
            system TEXT NOT NULL, severity TEXT NOT NULL, life_safety INTEGER NOT NULL, state TEXT NOT NULL,
            title_zh TEXT NOT NULL, title_en TEXT NOT NULL, advice_zh TEXT, advice_en TEXT,
            value REAL, attributes TEXT NOT NULL, occurrences INTEGER NOT NULL,
            opened_at INTEGER NOT NULL,
            acknowledged_at INTEGER, acknowledged_by TEXT, cleared_at INTEGER, position INTEGER NOT NULL,
            version INTEGER NOT NULL);
        CREATE INDEX incident_by_state ON incident(state, opened_at);
        CREATE TABLE incident_event(
            number INTEGER PRIMARY KEY, incident TEXT NOT NULL REFERENCES incident(id), at INTEGER NOT NULL,
            who TEXT NOT NULL, what TEXT NOT NULL, detail TEXT);
        CREATE INDEX incident_event_by_incident ON incident_event(incident, number);
        CREATE TABLE outbox(
            key TEXT PRIMARY KEY, channel TEXT NOT NULL, incident TEXT NOT NULL, target TEXT NOT NULL, body TEXT NOT NULL,
            created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0,
            state TEXT NOT NULL DEFAULT 'pending', finished_at INTEGER, last_error TEXT);
        CREATE INDEX outbox_pending ON outbox(channel, created_at) WHERE state = 'pending';
        CREATE TABLE audit(
            number INTEGER PRIMARY KEY, at INTEGER NOT NULL, who TEXT NOT NULL, action TEXT NOT NULL,
            subject TEXT NOT NULL, detail TEXT);
        """;

    private readonly string _path;
    private readonly Lock _writing = new();

    /// <exception cref="StartException">The file is damaged, cannot be opened, or was written by a newer version of the program.</exception>
    public AlertDatabase(string path)
    {
        _path = path;
        try
        {
            Prepare();
        }
        catch (SqliteException e)
        {
            throw new StartException($"{path}: {e.Message} Restore the copy that was kept last, or move the file away to begin without incidents.", e);
        }
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using SqliteConnection connection = Open();
        return query(connection);
    }

    /// <summary>Runs one transaction; when this returns it is on disk, when it throws nothing of it happened.</summary>
    public T Write<T>(Func<SqliteConnection, T> change)
    {
        lock (_writing)
        {
            using SqliteConnection connection = Open();
            using SqliteTransaction transaction = connection.BeginTransaction();
            T result = change(connection);
            transaction.Commit();
            return result;
        }
    }

    public void Write(Action<SqliteConnection> change) => Write(connection =>
    {
        change(connection);
        return 0;
    });

    private void Prepare()
    {
        using SqliteConnection connection = Open();
        connection.Execute("PRAGMA journal_mode = WAL");
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > Version)
        {
            throw new StartException(
                $"{_path} was written by a newer version of telemetry (format {version}, this one knows {Version}); start that version, or restore the copy it kept.");
        }

        if (version == 0)
        {
            using SqliteTransaction transaction = connection.BeginTransaction();
            connection.Execute(Schema, transaction: transaction);
            connection.Execute($"PRAGMA user_version = {Version}", transaction: transaction);
            transaction.Commit();
        }
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 30 }.ConnectionString);
        connection.Open();
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
        return connection;
    }
}
