using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Drills;

/// <summary>Test calls in <c>alerts.db</c>. Every method works in the caller's transaction.</summary>
internal static class DrillStore
{
    private const string Columns =
        """
        id AS Id, duty AS Duty, week AS Week, subject_zh AS Zh, subject_en AS En, area AS Area, asked_by AS AskedBy, started_at AS StartedAt, deadline_at AS DeadlineAt,
        state AS State, answered_at AS AnsweredAt, answered_by AS AnsweredBy, answered_through AS AnsweredThrough, note AS Note
        """;

    /// <summary>False when the duty has had its test of that week: then nothing was written.</summary>
    public static bool TryAdd(SqliteConnection connection, Drill drill, IReadOnlyList<DrillCall> calls)
    {
        int added = connection.Execute(
            """
            INSERT INTO drill(id, duty, week, subject_zh, subject_en, area, asked_by, started_at, deadline_at, state)
            VALUES(@Id, @Duty, @Week, @zh, @en, @Area, @AskedBy, @StartedAtMs, @DeadlineAtMs, @state)
            ON CONFLICT(duty, week) WHERE week IS NOT NULL DO NOTHING
            """,
            new { drill.Id, drill.Duty, drill.Week, zh = drill.Subject.Zh, en = drill.Subject.En, drill.Area, drill.AskedBy, drill.StartedAtMs, drill.DeadlineAtMs, state = Label(drill.State) });
        if (added == 0)
            return false;
        for (int i = 0; i < calls.Count; i++)
        {
            connection.Execute(
                "INSERT INTO drill_call(drill, number, person, name_zh, name_en, way, entries) VALUES(@Id, @i, @Person, @zh, @en, @way, @entries)",
                new { drill.Id, i, calls[i].Person, zh = calls[i].Name?.Zh, en = calls[i].Name?.En, way = Label(calls[i].Way), entries = string.Join('\n', calls[i].Entries.Select(entry => entry.Key)) });
        }

        return true;
    }

    public static void Save(SqliteConnection connection, Drill drill) => connection.Execute(
        "UPDATE drill SET state = @state, answered_at = @AnsweredAtMs, answered_by = @AnsweredBy, answered_through = @AnsweredThrough, note = @Note WHERE id = @Id",
        new { drill.Id, state = Label(drill.State), drill.AnsweredAtMs, drill.AnsweredBy, drill.AnsweredThrough, drill.Note });

    public static Drill? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM drill WHERE id = @id", new { id })?.ToDrill();

    public static IReadOnlyList<Drill> Running(SqliteConnection connection) =>
        connection.Query<Row>($"SELECT {Columns} FROM drill WHERE state = 'running'").Select(row => row.ToDrill()).ToList();

    /// <summary>The newest first.</summary>
    /// <param name="connection">Where.</param>
    /// <param name="duty">Of one duty; null for all.</param>
    /// <param name="person">That called one person; null for all.</param>
    /// <param name="limit">At most so many.</param>
    public static IReadOnlyList<Drill> List(SqliteConnection connection, string? duty, string? person, int limit) => connection.Query<Row>(
        $"""
        SELECT {Columns} FROM drill
        WHERE (@duty IS NULL OR duty = @duty) AND (@person IS NULL OR id IN (SELECT drill FROM drill_call WHERE person = @person))
        ORDER BY started_at DESC, id LIMIT @limit
        """,
        new { duty, person, limit }).Select(row => row.ToDrill()).ToList();

    /// <summary>The newest weekly test of each duty that is over.</summary>
    public static IReadOnlyList<Drill> NewestOver(SqliteConnection connection) => connection.Query<Row>(
        $"""
        SELECT {Columns} FROM drill AS newest
        WHERE week IS NOT NULL AND state <> 'running'
            AND started_at = (SELECT max(started_at) FROM drill WHERE duty = newest.duty AND week IS NOT NULL AND state <> 'running')
        """).Select(row => row.ToDrill()).ToList();

    public static bool HasWeek(SqliteConnection connection, string duty, string week) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM drill WHERE duty = @duty AND week = @week)", new { duty, week });

    /// <summary>When the newest weekly test of any duty, or of one, began; null when there was none.</summary>
    public static long? NewestWeekly(SqliteConnection connection, string? duty = null) =>
        connection.ExecuteScalar<long?>("SELECT max(started_at) FROM drill WHERE week IS NOT NULL AND (@duty IS NULL OR duty = @duty)", new { duty });

    public static IReadOnlyList<DrillCall> Calls(SqliteConnection connection, string drill) =>
        connection.Query<CallRow>(
            "SELECT person AS Person, name_zh AS Zh, name_en AS En, way AS Way, entries AS Entries FROM drill_call WHERE drill = @drill ORDER BY number", new { drill })
            .Select(row => new DrillCall(
                row.Person, row.Zh is null ? null : new LocalizedText(row.Zh, row.En!), Enum.Parse<Way>(row.Way, ignoreCase: true),
                [.. row.Entries.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(key => Entry(connection, key))]))
            .ToList();

    /// <summary>Deletes what is older, a few at a time, with what went out for it; how many.</summary>
    public static int DeleteSome(SqliteConnection connection, long before, int limit)
    {
        List<string> ids = connection.Query<string>(
            "SELECT id FROM drill WHERE started_at < @before AND state <> 'running' ORDER BY started_at LIMIT @limit", new { before, limit }).ToList();
        foreach (string id in ids)
            connection.Execute("DELETE FROM drill_call WHERE drill = @id; DELETE FROM outbox WHERE incident = @id; DELETE FROM drill WHERE id = @id", new { id });
        return ids.Count;
    }

    public static string Label(DrillState state) => state.ToString().ToLowerInvariant();

    public static string Label(Way way) => way.ToString().ToLowerInvariant();

    private static DrillEntry Entry(SqliteConnection connection, string key) =>
        connection.QuerySingleOrDefault<EntryRow>(
            "SELECT channel AS Channel, state AS State, attempts AS Attempts, finished_at AS FinishedAt, last_error AS Detail FROM outbox WHERE key = @key", new { key })
            is { } row ? new DrillEntry(key, row.Channel, row.State, row.Attempts, row.FinishedAt, row.Detail) : new DrillEntry(key, null, null, 0, null, null);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string? Duty { get; set; }

        public string? Week { get; set; }

        public string Zh { get; set; } = "";

        public string En { get; set; } = "";

        public string Area { get; set; } = "";

        public string AskedBy { get; set; } = "";

        public long StartedAt { get; set; }

        public long DeadlineAt { get; set; }

        public string State { get; set; } = "";

        public long? AnsweredAt { get; set; }

        public string? AnsweredBy { get; set; }

        public string? AnsweredThrough { get; set; }

        public string? Note { get; set; }

        public Drill ToDrill() => new(
            Id, Duty, Week, new LocalizedText(Zh, En), Area, AskedBy, StartedAt, DeadlineAt, Enum.Parse<DrillState>(State, ignoreCase: true),
            AnsweredAt, AnsweredBy, AnsweredThrough, Note);
    }

    private sealed class CallRow
    {
        public string? Person { get; set; }

        public string? Zh { get; set; }

        public string? En { get; set; }

        public string Way { get; set; } = "";

        public string Entries { get; set; } = "";
    }

    private sealed class EntryRow
    {
        public string Channel { get; set; } = "";

        public string State { get; set; } = "";

        public int Attempts { get; set; }

        public long? FinishedAt { get; set; }

        public string? Detail { get; set; }
    }
}
