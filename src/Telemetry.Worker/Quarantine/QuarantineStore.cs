using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Telemetry.Readings;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Quarantine;

/// <summary>
/// The rejected messages of the journal, in a database of their own (<c>quarantine.db</c>) so that they can be looked
/// at by reason and device, and outlive the journal's segments. The cursor is part of each transaction.
/// </summary>
internal sealed class QuarantineStore
{
    private const string Columns =
        "position AS Position, received_at AS ReceivedAt, reason AS Reason, device AS Device, topic AS Topic, payload AS Payload, "
        + "content_type AS ContentType, tried_at AS TriedAt, tried_by AS TriedBy, replayed_at AS ReplayedAt, length AS Length";

    /// <summary>Looked at together when some have to go.</summary>
    private const int PageMessages = 500;

    /// <summary>Read in one go: payloads can have a mebibyte each.</summary>
    private const int ReadMessages = 32;

    private readonly string _connectionString;
    private long _replayed;
    private long _refusedAgain;
    private readonly long[] _evicted = new long[Enum.GetValues<QuarantineEviction>().Length];

    /// <param name="path">The file.</param>
    /// <param name="logger">Tells of an upgrade; null for nobody.</param>
    /// <param name="mayChange">False beside a worker, whose file it is: nothing is made or upgraded, and only reading is allowed.</param>
    /// <exception cref="StartException">The file is damaged, cannot be opened, or was written by a newer version of the program.</exception>
    public QuarantineStore(string path, ILogger<QuarantineStore>? logger = null, bool mayChange = true)
    {
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = 30 }.ConnectionString;
        if (!mayChange)
        {
            using SqliteConnection reading = Open();
            if (reading.ExecuteScalar<long>("PRAGMA user_version") is { } version && version < QuarantineSchema.Steps.Count)
                throw new StartException($"{path} has format {version}, this version reads {QuarantineSchema.Steps.Count}: start the worker once, it brings the file up to date.");
            return;
        }

        try
        {
            using SqliteConnection connection = Open();
            connection.Execute("PRAGMA journal_mode = WAL");
            new StateUpgrade(path, QuarantineSchema.Steps, "delete the file: it is made again from the journal as far as that reaches", logger ?? NullLogger<QuarantineStore>.Instance).Run(connection);
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

    /// <summary>What the messages kept count against the limit of bytes.</summary>
    public long Bytes
    {
        get
        {
            using SqliteConnection connection = Open();
            return connection.QuerySingleOrDefault<long>("SELECT bytes FROM cursor");
        }
    }

    /// <summary>Messages that were dropped to make room, since the start.</summary>
    public long Evicted(QuarantineEviction why) => Volatile.Read(ref _evicted[(int)why]);

    /// <summary>Messages that were tried again and taken, since the start.</summary>
    public long Replayed => Volatile.Read(ref _replayed);

    /// <summary>Messages that were tried again and refused, since the start.</summary>
    public long RefusedAgain => Volatile.Read(ref _refusedAgain);

    /// <summary>Takes messages, makes room, and moves the cursor, all in one transaction.</summary>
    /// <param name="messages">In the order of the journal.</param>
    /// <param name="cursor">Where the reader goes on.</param>
    /// <param name="keep">Messages to keep at most.</param>
    /// <param name="keepBytes">Bytes to keep at most.</param>
    /// <param name="marks">Which messages were tried again; what is marked as taken stays so.</param>
    public void Add(
        IEnumerable<QuarantinedMessage> messages, long cursor, int keep, long keepBytes = long.MaxValue, IReadOnlyList<ReplayMark>? marks = null)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        connection.Execute("INSERT INTO cursor(id, position) VALUES(1, @cursor) ON CONFLICT(id) DO UPDATE SET position = @cursor", new { cursor });
        foreach (QuarantinedMessage message in messages)
        {
            connection.Execute(
                """
                INSERT INTO message (position, received_at, reason, device, topic, payload, content_type, length, picture, source)
                VALUES(@Position, @ReceivedAt, @Reason, @Device, @Topic, @Payload, @ContentType, @Length, @IsPicture, CASE WHEN @Device = '' THEN ' ' || @Reason ELSE @Device END)
                ON CONFLICT(position) DO NOTHING
                """,
                message);
        }

        (int replayed, int refusedAgain) = Mark(connection, marks ?? []);
        long tooMany = connection.ExecuteScalar<long>("SELECT count(*) FROM message") - keep;
        long tooLarge = connection.ExecuteScalar<long>("SELECT bytes FROM cursor") - keepBytes;
        long[] evicted = MakeRoom(connection, tooMany, tooLarge);
        transaction.Commit();
        CountEvicted(evicted);
        Interlocked.Add(ref _replayed, replayed);
        Interlocked.Add(ref _refusedAgain, refusedAgain);
    }

    /// <summary>Drops what was received before a moment, in Unix milliseconds.</summary>
    /// <param name="before">Of all messages.</param>
    /// <param name="picturesBefore">Of pictures, which are not kept here for longer than as files.</param>
    public void Expire(long before, long picturesBefore = long.MinValue)
    {
        using SqliteConnection connection = Open();
        using SqliteTransaction transaction = connection.BeginTransaction();
        long[] evicted = new long[_evicted.Length];
        evicted[(int)QuarantineEviction.Age] =
            connection.Execute("DELETE FROM message WHERE received_at < @before OR (picture AND received_at < @picturesBefore)", new { before, picturesBefore });
        transaction.Commit();
        CountEvicted(evicted);
    }

    /// <summary>The newest messages first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only below this position; null from the newest.</param>
    /// <param name="limit">At most this many.</param>
    public IReadOnlyList<QuarantinedMessage> List(QuarantineFilter filter, long? before, int limit) => [.. Read(filter, before).Take(limit)];

    /// <summary>The newest messages first, read while they are asked for, a few at a time: nothing is held open in between.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="before">Only below this position; null from the newest.</param>
    public IEnumerable<QuarantinedMessage> Read(QuarantineFilter filter, long? before = null)
    {
        while (true)
        {
            List<QuarantinedMessage> page = ReadPage(filter, before);
            foreach (QuarantinedMessage message in page.Where(filter.Matches))
                yield return message;
            if (page.Count < ReadMessages)
                yield break;
            before = page[^1].Position;
        }
    }

    public QuarantinedMessage? Find(long position)
    {
        using SqliteConnection connection = Open();
        return connection.QuerySingleOrDefault<QuarantinedMessage>($"SELECT {Columns} FROM message WHERE position = @position", new { position });
    }

    /// <summary>Makes a message of a reject record.</summary>
    public static QuarantinedMessage Read(in Storage.Journal.Record record)
    {
        RejectReason reason = RejectBody.Read(record.Body, out ReadOnlySpan<byte> topic, out ReadOnlySpan<byte> payload, out ReadOnlySpan<byte> contentType, out int length);
        return new QuarantinedMessage(
            record.Position, record.Header.ReceivedAtMs, reason.Label(), Encoding.UTF8.GetString(record.Device), Encoding.UTF8.GetString(topic), payload.ToArray(),
            Encoding.UTF8.GetString(contentType), Length: length > payload.Length ? length : null);
    }

    private static (int Replayed, int RefusedAgain) Mark(SqliteConnection connection, IReadOnlyList<ReplayMark> marks)
    {
        (int replayed, int refusedAgain) = (0, 0);
        foreach (ReplayMark mark in marks)
        {
            bool isTaken = mark.Reason == RejectReason.None;
            if (isTaken)
            {
                // It is a file now, and is looked at there.
                connection.Execute(
                    "UPDATE message SET length = ifnull(length, length(payload)), payload = x'' WHERE picture AND position = @position AND replayed_at IS NULL",
                    new { position = mark.Position });
            }

            int changed = connection.Execute(
                """
                UPDATE message SET tried_at = @at, tried_by = @who, replayed_at = CASE WHEN @isTaken THEN @at END, reason = CASE WHEN @isTaken THEN reason ELSE @reason END
                WHERE position = @position AND replayed_at IS NULL
                """,
                new { at = mark.AtMs, who = mark.Who, isTaken, reason = mark.Reason.Label(), position = mark.Position });
            (replayed, refusedAgain) = isTaken ? (replayed + changed, refusedAgain) : (replayed, refusedAgain + changed);
        }

        return (replayed, refusedAgain);
    }

    private List<QuarantinedMessage> ReadPage(QuarantineFilter filter, long? before)
    {
        using SqliteConnection connection = Open();
        return connection.Query<QuarantinedMessage>(
            $"""
            SELECT {Columns} FROM message
            WHERE (@Reason IS NULL OR reason = @Reason) AND (@Device IS NULL OR device = @Device OR device = '') AND (@before IS NULL OR position < @before)
              AND (@FromMs IS NULL OR received_at >= @FromMs) AND (@ToMs IS NULL OR received_at < @ToMs)
              AND (@Replayed IS NULL OR (replayed_at IS NOT NULL) = @Replayed)
            ORDER BY position DESC LIMIT {ReadMessages}
            """,
            new { filter.Reason, filter.Device, filter.FromMs, filter.ToMs, filter.Replayed, before }).ToList();
    }

    /// <summary>
    /// Drops messages until the limits are kept: always the oldest of whoever has most there, a device or, of what belongs to none, a reason.
    /// So nobody empties what others have. How many went for each reason.
    /// </summary>
    private static long[] MakeRoom(SqliteConnection connection, long tooMany, long tooLarge)
    {
        long[] evicted = new long[Enum.GetValues<QuarantineEviction>().Length];
        while (tooMany > 0 || tooLarge > 0)
        {
            string measure = tooMany > 0 ? "messages" : "bytes";
            List<(string Name, long Has)> most = [.. connection.Query<(string, long)>($"SELECT name, {measure} FROM source ORDER BY {measure} DESC LIMIT 2")];
            if (most.Count == 0)
                return evicted;

            // Down to what the next one has, then it is that one's turn as well.
            long ahead = Math.Max(1, most[0].Has - (most.Count > 1 ? most[1].Has : 0));
            (long last, long passed) = (-1, 0);
            foreach ((long position, long size) in connection.Query<(long, long)>(
                $"SELECT position, {QuarantineSchema.Size} FROM message WHERE source = @Name ORDER BY position LIMIT {PageMessages}", new { most[0].Name }))
            {
                bool isByCount = tooMany > 0;
                if (passed >= ahead || (!isByCount && tooLarge <= 0) || isByCount != (measure == "messages"))
                    break;
                passed += isByCount ? 1 : size;
                evicted[(int)(isByCount ? QuarantineEviction.Count : QuarantineEviction.Bytes)]++;
                (last, tooMany, tooLarge) = (position, tooMany - 1, tooLarge - size);
            }

            connection.Execute("DELETE FROM message WHERE source = @Name AND position <= @last", new { most[0].Name, last });
        }

        return evicted;
    }

    private void CountEvicted(long[] evicted)
    {
        for (int i = 0; i < evicted.Length; i++)
            Interlocked.Add(ref _evicted[i], evicted[i]);
    }

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        connection.Open();
        return connection;
    }
}
