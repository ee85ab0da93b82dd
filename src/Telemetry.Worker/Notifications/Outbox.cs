using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Notifications;

/// <summary>What has to go out, kept in <c>alerts.db</c> until it is delivered or expired.</summary>
internal sealed class Outbox(AlertDatabase database)
{
    /// <summary>The state of what somebody answered before it was delivered.</summary>
    public const string Cancelled = "cancelled";

    private const int PageSize = 200;

    private const int OldestCount = 50;

    private const string Columns =
        "key AS Key, channel AS Channel, incident AS Incident, target AS Target, body AS Body, created_at AS CreatedAt, expires_at AS ExpiresAt, attempts AS Attempts, urgent AS Urgent";

    /// <summary>The keys that <see cref="PageForm"/> gives the entries of one call.</summary>
    private static readonly string OfTheSameCall = string.Join(
        ", ", ChannelName.ForCalls.Select(channel => $"substr(waiting.key, 1, length(waiting.key) - length(waiting.channel)) || '{channel}'"));

    /// <summary>Raised after a transaction that put something in.</summary>
    public event Action? Added;

    /// <summary>Puts an entry in as part of the caller's transaction; an entry that is there already stays as it is.</summary>
    public static void Put(SqliteConnection connection, OutboxEntry entry) =>
        connection.Run(
            "INSERT OR IGNORE INTO outbox(key, channel, incident, target, body, created_at, expires_at, urgent) VALUES(@Key, @Channel, @Incident, @Target, @Body, @CreatedAt, @ExpiresAt, @Urgent)",
            ("@Key", entry.Key), ("@Channel", entry.Channel), ("@Incident", entry.Incident), ("@Target", entry.Target), ("@Body", entry.Body),
            ("@CreatedAt", entry.CreatedAt), ("@ExpiresAt", entry.ExpiresAt), ("@Urgent", entry.Urgent));

    /// <summary>
    /// Sends again what a screen shows of an incident, as it is now, instead of an entry more; as part of the caller's transaction.
    /// What was not delivered is as old as it was.
    /// </summary>
    /// <returns>False when it shows nothing of it, or the entry is for no screen.</returns>
    public static bool ShowAgain(SqliteConnection connection, OutboxEntry entry) => PageTarget.IsScreen(entry.Target) && connection.Execute(
        """
        UPDATE outbox SET state = 'pending', body = @Body, attempts = 0, last_error = NULL, urgent = @Urgent,
            created_at = CASE WHEN state IN ('pending', @cancelled) THEN created_at ELSE @CreatedAt END
        WHERE key = (SELECT key FROM outbox
            WHERE incident = @Incident AND channel = @Channel AND target = @Target AND body <> '' AND state <> @answered ORDER BY created_at DESC, key LIMIT 1)
        """,
        new { entry.Body, entry.Urgent, entry.Incident, entry.Channel, entry.Target, entry.CreatedAt, cancelled = Cancelled, answered = ScreenClearing.Answered }) > 0;

    /// <summary>True for what was ever put in and its incident is still kept, delivered or not.</summary>
    public static bool Knows(SqliteConnection connection, string key) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM outbox WHERE key = @key)", new { key });

    public void Announce() => Added?.Invoke();

    /// <summary>
    /// A page of what waits: first what is about lives; then what was never tried, so that no crowd of hopeless cases holds up
    /// news; then the oldest.
    /// </summary>
    /// <param name="channel">Whose.</param>
    /// <param name="after">The last entry of the page before, as it was then; null for the first page.</param>
    /// <param name="onlyNew">Only what was never tried.</param>
    public IReadOnlyList<OutboxEntry> Pending(string channel, OutboxEntry? after = null, bool onlyNew = false) => database.Read(connection =>
        connection.Query<OutboxRow>(
            $"""
            SELECT {Columns} FROM outbox
            WHERE channel = @channel AND state = 'pending' AND (NOT urgent, attempts > 0, created_at, key) > (@calm, @tried, @createdAt, @key) {(onlyNew ? "AND (attempts > 0) = 0" : "")}
            ORDER BY NOT urgent, attempts > 0, created_at, key LIMIT {PageSize}
            """,
            new { channel, calm = after is null ? -1 : after.Urgent ? 0 : 1, tried = after?.Attempts > 0 ? 1 : 0, createdAt = after?.CreatedAt ?? 0, key = after?.Key ?? "" })
            .Select(row => row.ToEntry()).ToList());

    /// <summary>False once it is delivered, expired, or taken back because somebody answered.</summary>
    public bool IsPending(string key) => database.Read(connection => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE key = @key AND state = 'pending')", new { key }));

    /// <summary>True when something waits or was sent to a screen after what clears it was written.</summary>
    public bool IsShownAnew(OutboxEntry clearing) => database.Read(connection => connection.ExecuteScalar<bool>(
        "SELECT EXISTS (SELECT 1 FROM outbox WHERE incident = @Incident AND target = @Target AND body <> '' AND state IN ('pending', 'delivered'))",
        new { clearing.Incident, clearing.Target }));

    /// <summary>Writes down what came of several entries, in one transaction.</summary>
    public void Settle(IReadOnlyList<Settlement> settlements) => database.Write(connection =>
    {
        foreach (Settlement settlement in settlements)
            Settle(connection, settlement);
    });

    /// <summary>
    /// Ends an entry and writes what became of it into the incident's history. What a call said is not kept: the history tells
    /// who was called, and telephone numbers are nobody's to read years later.
    /// </summary>
    /// <param name="connection">The caller's transaction.</param>
    /// <param name="key">Which one; an unknown key and one that has ended already are left alone.</param>
    /// <param name="state"><c>delivered</c>, <c>expired</c>, <c>failed</c> or <see cref="Cancelled"/>.</param>
    /// <param name="detail">The other side's words.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static bool Finish(SqliteConnection connection, string key, string state, string? detail, long at) =>
        Finish(connection, Find(connection, key), state, detail, at);

    /// <summary>The same for a command, and only when it is the device's own.</summary>
    public static bool FinishCommand(SqliteConnection connection, string key, string device, string state, string? detail, long at) =>
        Finish(connection, Find(connection, key) is { Channel: ChannelName.Command } row && row.Target == device ? row : null, state, detail, at);

    /// <summary>How many entries are in each state, by channel.</summary>
    public IReadOnlyList<(string Channel, string State, long Count)> Counts() => database.Read(connection =>
        connection.Query<(string, string, long)>("SELECT channel, state, count(*) FROM outbox GROUP BY channel, state ORDER BY channel, state").ToList());

    /// <summary>Those that have been waiting for longest in each channel, at most <see cref="OldestCount"/> of it, the oldest first.</summary>
    public IReadOnlyList<OldestPending> Oldest() => database.Read(connection =>
    {
        var found = new List<OldestPending>();
        string? channel = "";
        while ((channel = connection.ExecuteScalar<string?>("SELECT min(channel) FROM outbox WHERE state = 'pending' AND channel > @channel", new { channel })) is not null)
        {
            found.AddRange(connection.Query<OldestPending>(
                $"""
                SELECT channel AS Channel, key AS Key, created_at AS CreatedAt, attempts AS Attempts, last_error AS LastError FROM outbox
                WHERE channel = @channel AND state = 'pending' ORDER BY created_at LIMIT {OldestCount}
                """,
                new { channel }));
        }

        return found;
    });

    /// <summary>Calls to people about lives that have left by no channel, at most <see cref="OldestCount"/>, the oldest first. A screen is nobody's telephone.</summary>
    public IReadOnlyList<OldestPending> OldestUrgentCalls() => database.Read(connection => connection.Query<OldestPending>(
        $"""
        SELECT channel AS Channel, key AS Key, created_at AS CreatedAt, attempts AS Attempts, last_error AS LastError FROM outbox AS waiting
        WHERE channel IN @channels AND state = 'pending' AND (NOT urgent) = 0 AND instr(target, '/') > 0 AND target NOT LIKE '{PageTarget.ScreenPrefix}%'
            AND NOT EXISTS (
                SELECT 1 FROM outbox AS sent
                WHERE sent.key IN ({OfTheSameCall}) AND sent.state = 'delivered')
        ORDER BY created_at, key LIMIT {OldestCount}
        """,
        new { channels = ChannelName.ForCalls }).ToList());

    private static void Settle(SqliteConnection connection, in Settlement settlement)
    {
        (OutboxEntry entry, string? state, string? detail, long at, bool isAttempt) = settlement;

        // Its line in a dashboard is no news of the incident, and there may be thousands a second: nothing of it is kept.
        if (entry.Channel == ChannelName.Line && state is not null)
        {
            connection.Run("DELETE FROM outbox WHERE key = @Key", ("@Key", entry.Key));
            return;
        }

        if (isAttempt)
        {
            connection.Execute(
                "UPDATE outbox SET attempts = attempts + 1, last_error = @error WHERE key = @Key",
                new { entry.Key, error = state is null ? detail : null });
        }

        if (state is not null)
            Finish(connection, entry.Key, state, detail, at);
    }

    private static OutboxRow? Find(SqliteConnection connection, string key) =>
        connection.QuerySingleOrDefault<OutboxRow>($"SELECT {Columns} FROM outbox WHERE key = @key AND state = 'pending'", new { key });

    private static bool Finish(SqliteConnection connection, OutboxRow? row, string state, string? detail, long at)
    {
        if (row is null)
            return false;

        connection.Execute(
            "UPDATE outbox SET state = @state, finished_at = @at, last_error = @detail, body = @body WHERE key = @Key",
            new { row.Key, state, at, detail, body = PageTarget.IsCall(row.Target) ? "" : row.Body });

        // A test call has no incident.
        if (IncidentStore.Find(connection, row.Incident) is not null)
        {
            if (PageTarget.IsOne(row.Target))
                IncidentHistory.AddOutcome(connection, row.Incident, at, row.Channel, state, $"{row.Target}: {detail}");
            else
                IncidentHistory.Add(connection, row.Incident, at, row.Channel, state, detail);
        }

        return true;
    }

    private sealed class OutboxRow
    {
        public string Key { get; set; } = "";

        public string Channel { get; set; } = "";

        public string Incident { get; set; } = "";

        public string Target { get; set; } = "";

        public string Body { get; set; } = "";

        public long CreatedAt { get; set; }

        public long ExpiresAt { get; set; }

        public int Attempts { get; set; }

        public bool Urgent { get; set; }

        public OutboxEntry ToEntry() => new(Key, Channel, Incident, Target, Body, CreatedAt, ExpiresAt, Attempts, Urgent);
    }
}
