using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Readings;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Quarantine;

/// <summary>A message that could not be understood.</summary>
/// <param name="Position">Of its record in the journal; its number here.</param>
/// <param name="ReceivedAt">Unix milliseconds.</param>
/// <param name="Reason">The label of a <see cref="RejectReason"/>.</param>
/// <param name="Device">The device its topic names; empty when there is none.</param>
/// <param name="Topic">As it came; what is not UTF-8 is replaced.</param>
/// <param name="Payload">As it came.</param>
internal sealed record QuarantinedMessage(long Position, long ReceivedAt, string Reason, string Device, string Topic, byte[] Payload);

/// <summary>
/// The rejected messages of the journal, in a database of their own (<c>quarantine.db</c>) so that they can be looked
/// at by reason and device, and outlive the journal's segments. The cursor is part of each transaction.
/// </summary>
internal sealed class QuarantineStore
{
    private const string Columns =
        "position AS Position, received_at AS ReceivedAt, reason AS Reason, device AS Device, topic AS Topic, payload AS Payload";

    private const int Version = 1;

    private readonly string _connectionString;

    /// <exception cref="StartException">The file is damaged, cannot be opened, or was written by a newer version of the program.</exception>
    public QuarantineStore(string path)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ConnectionString;
        try
        {
            Prepare(path);
        }
        catch (SqliteException e)
        {
            throw new StartException($"{path}: {e.Message} Delete the file; it is made again from the journal as far as that reaches.", e);
        }
    }

    /// <summary>Where to go on reading the journal; null at the first start.</summary>
    public long? Cursor
    {
        get
        {
            using SqliteConnection connection = Open();
            return connection.QuerySingleOrDefault<long?>("SELECT position FROM cursor");
        }
    }

    public long Count
    {
        get
        {
            using SqliteConnection connection = Open();
            return connection.ExecuteScalar<long>("SELECT count(*) FROM message");
        }
    }

    /// <summary>Takes messages, drops the oldest beyond the limit, and moves the cursor, all in one transaction.</summary>
    public void Add(IEnumerable<QuarantinedMessage> messages, long cursor, int keep)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT OR IGNORE INTO message VALUES(@Position, @ReceivedAt, @Reason, @Device, @Topic, @Payload)", messages, transaction);
        connection.Execute("INSERT INTO cursor VALUES(1, @cursor) ON CONFLICT(id) DO UPDATE SET position = @cursor", new { cursor }, transaction);
        connection.Execute(
            "DELETE FROM message WHERE position <= (SELECT position FROM message ORDER BY position DESC LIMIT 1 OFFSET @keep)", new { keep }, transaction);
        transaction.Commit();
    }

    /// <summary>The newest messages first.</summary>
    /// <param name="reason">Only of this reason; null for all.</param>
    /// <param name="device">Only of this device; null for all.</param>
    /// <param name="before">Only below this position; null from the newest.</param>
    /// <param name="limit">At most this many.</param>
    public IReadOnlyList<QuarantinedMessage> List(string? reason, string? device, long? before, int limit)
    {
        using SqliteConnection connection = Open();
        return connection.Query<QuarantinedMessage>(
            $"""
            SELECT {Columns} FROM message
            WHERE (@reason IS NULL OR reason = @reason) AND (@device IS NULL OR device = @device) AND (@before IS NULL OR position < @before)
            ORDER BY position DESC LIMIT @limit
            """,
            new { reason, device, before, limit }).ToList();
    }

    public QuarantinedMessage? Find(long position)
    {
        using SqliteConnection connection = Open();
        return connection.QuerySingleOrDefault<QuarantinedMessage>($"SELECT {Columns} FROM message WHERE position = @position", new { position });
    }

    /// <summary>Makes a message of a reject record.</summary>
    public static QuarantinedMessage Read(in Storage.Journal.Record record)
    {
        RejectReason reason = RejectBody.Read(record.Body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload);
        return new QuarantinedMessage(
            record.Position, record.Header.ReceivedAtMs, reason.Label(), Encoding.UTF8.GetString(record.Device), Encoding.UTF8.GetString(topic), payload.ToArray());
    }

    private void Prepare(string path)
    {
        using SqliteConnection connection = Open();
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > Version)
            throw new StartException($"{path} was written by a newer version of telemetry (format {version}, this one knows {Version}); start that version, or delete the file.");
        connection.Execute(
            $"""
            PRAGMA journal_mode = WAL;
            CREATE TABLE IF NOT EXISTS cursor(id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS message(
                position INTEGER PRIMARY KEY, received_at INTEGER NOT NULL, reason TEXT NOT NULL, device TEXT NOT NULL,
                topic TEXT NOT NULL, payload BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS message_by_reason ON message(reason, position);
            CREATE INDEX IF NOT EXISTS message_by_device ON message(device, position);
            PRAGMA user_version = {Version};
            """);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
