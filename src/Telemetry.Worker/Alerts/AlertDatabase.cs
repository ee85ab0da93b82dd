using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Worker.Auditing;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Alerts;

/// <summary>
/// The database of incidents, the outbox, the audit log and the rule engine's checkpoint: <c>alerts.db</c> in the data
/// folder. One transaction covers what belongs together, and is on disk when it returns (synchronous FULL).
/// </summary>
internal sealed class AlertDatabase
{
    /// <summary>For the connection that writes: a flood touches pages all over the indexes of incidents.</summary>
    private const int WriterCacheKiB = 16_384;

    /// <summary>Pages of the log that are written back in one go, 32 MiB: in a flood each transaction touches most of them again.</summary>
    private const int CheckpointPages = 8_192;

    private readonly string _path;
    private readonly Turnstile _writing = new();
    private KeptConnection? _writer;

    /// <param name="path">The file.</param>
    /// <param name="logger">Tells of an upgrade; null for nobody.</param>
    /// <exception cref="StartException">The file is damaged, cannot be opened, or was written by a newer version of the program.</exception>
    public AlertDatabase(string path, ILogger<AlertDatabase>? logger = null)
    {
        _path = path;
        try
        {
            using SqliteConnection connection = Open();
            connection.Execute("PRAGMA journal_mode = WAL");
            new StateUpgrade(path, AlertSchema.Steps, "restore a backup made with this one", logger ?? NullLogger<AlertDatabase>.Instance).Run(connection);
            AuditChain.Seal(connection);
        }
        catch (SqliteException e)
        {
            throw new StartException($"{path}: {e.Message} Restore a backup (telemetry restore), or move the file away to begin without incidents.", e);
        }
    }

    public T Read<T>(Func<SqliteConnection, T> query)
    {
        using SqliteConnection connection = Open();
        return query(connection);
    }

    /// <summary>Closes the connection that writes, so that the file is left as one; the next transaction opens another.</summary>
    public void Rest()
    {
        _writing.Enter();
        try
        {
            CloseWriter();
        }
        finally
        {
            _writing.Exit();
        }
    }

    /// <summary>Runs one transaction; when this returns it is on disk, when it throws nothing of it happened.</summary>
    public T Write<T>(Func<SqliteConnection, T> change)
    {
        _writing.Enter();
        try
        {
            _writer ??= OpenWriter();
            using SqliteTransaction transaction = _writer.BeginTransaction();
            T result = change(_writer);
            transaction.Commit();
            return result;
        }
        catch
        {
            // After a fault of the disk a fresh one knows best what is in the file.
            CloseWriter();
            throw;
        }
        finally
        {
            _writing.Exit();
        }
    }

    public void Write(Action<SqliteConnection> change) => Write(connection =>
    {
        change(connection);
        return 0;
    });

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(ConnectionString());
        connection.Open();
        connection.Execute("PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
        return connection;
    }

    private KeptConnection OpenWriter()
    {
        var connection = new KeptConnection(ConnectionString());
        try
        {
            connection.Open();
            connection.Execute($"PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA cache_size = -{WriterCacheKiB}; PRAGMA wal_autocheckpoint = {CheckpointPages}");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private void CloseWriter()
    {
        _writer?.Dispose();
        _writer = null;
    }

    private string ConnectionString() => new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = 30 }.ConnectionString;
}
