using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Escalation;

/// <summary>Pages and the calls that they became, in <c>alerts.db</c>.</summary>
internal static class PageStore
{
    private const string Columns =
        "number AS Number, incident AS Incident, target AS Target, person AS Person, duty AS Duty, way AS Way, step AS Step, round AS Round, urgent AS Urgent, created AS Created, state AS State, call AS Call";

    public static void Add(SqliteConnection connection, string incident, EscalationTarget target, int round, bool urgent, long wallMs) =>
        connection.Execute(
            """
            INSERT INTO page(incident, target, person, duty, way, step, round, urgent, created, state)
            VALUES(@incident, @target, @person, @duty, @way, @step, @round, @urgent, @wallMs, 'waiting')
            """,
            new
            {
                incident, target = target.Id, person = target.Person?.Id, duty = target.Duty?.Id, way = target.Way.Label(), step = target.Step + 1, round, urgent, wallMs,
            });

    /// <summary>Whom something waits for, in which way, and when they may be called: those who may be called at once for life safety first.</summary>
    public static IReadOnlyList<WaitingCall> Waiting(SqliteConnection connection) =>
        [.. connection.Query<WaitingCall>(
            """
            SELECT page.target AS Target, page.way AS Way, max(page.urgent) AS Urgent, max(call_limit.at) AS LastAt
            FROM page LEFT JOIN call_limit ON call_limit.target = page.target AND call_limit.way = page.way
            WHERE page.state = 'waiting' GROUP BY page.target, page.way ORDER BY max(page.urgent) DESC, min(page.number)
            """)];

    public static IReadOnlyList<PageRow> Waiting(SqliteConnection connection, string target, string way) =>
        [.. connection.Query<PageRow>($"SELECT {Columns} FROM page WHERE state = 'waiting' AND target = @target AND way = @way ORDER BY number", new { target, way })];

    /// <summary>Every page of an incident, in order.</summary>
    public static IReadOnlyList<PageRow> Of(SqliteConnection connection, string incident) =>
        [.. connection.Query<PageRow>($"SELECT {Columns} FROM page WHERE incident = @incident ORDER BY number", new { incident })];

    /// <summary>
    /// What was to be told of an incident is no longer news: pages that wait are dropped, and so are calls on their way that
    /// are about nothing else that still waits for somebody.
    /// </summary>
    /// <returns>How many pages and notifications were dropped.</returns>
    public static (int Pages, int Entries) Drop(SqliteConnection connection, string incident, string why, long wallMs)
    {
        int pages = connection.Execute("UPDATE page SET state = 'cancelled' WHERE incident = @incident AND state = 'waiting'", new { incident });
        if (pages > 0)
            IncidentHistory.Add(connection, incident, wallMs, EscalationFollower.Who, HistoryWord.NotCalled, why);
        List<string> entries = connection.Query<string>(
            $"""
            SELECT page_entry.entry FROM page_entry JOIN outbox ON outbox.key = page_entry.entry AND outbox.state = 'pending'
            WHERE page_entry.call IN (SELECT call FROM page WHERE incident = @incident AND call IS NOT NULL)
                AND NOT EXISTS (
                    SELECT 1 FROM page AS other JOIN escalation ON escalation.incident = other.incident
                    WHERE other.call = page_entry.call AND other.incident <> @incident AND escalation.phase IN {EscalationStore.CallingPhases})
            """,
            new { incident }).ToList();
        foreach (string entry in entries)
            Outbox.Finish(connection, entry, Outbox.Cancelled, why, wallMs);
        return (pages, entries.Count);
    }

    /// <summary>Calls to somebody that have not left yet.</summary>
    public static IReadOnlyList<string> Undelivered(SqliteConnection connection, string target, string way) =>
        [.. connection.Query<string>(
            """
            SELECT DISTINCT page_call.key FROM outbox JOIN page_entry ON page_entry.entry = outbox.key JOIN page_call ON page_call.key = page_entry.call
            WHERE outbox.state = 'pending' AND page_call.target = @target AND page_call.way = @way
            """,
            new { target, way })];

    /// <summary>Pages of a call whose incidents still wait for somebody.</summary>
    public static IReadOnlyList<PageRow> Standing(SqliteConnection connection, string call) =>
        [.. connection.Query<PageRow>(
            $"""
            SELECT {Columns} FROM page WHERE call = @call
                AND EXISTS (SELECT 1 FROM escalation WHERE escalation.incident = page.incident AND escalation.phase IN {EscalationStore.CallingPhases}) ORDER BY number
            """,
            new { call })];

    public static IReadOnlyList<string> Entries(SqliteConnection connection, string call) =>
        [.. connection.Query<string>("SELECT entry FROM page_entry WHERE call = @call", new { call })];

    /// <summary>Pages become a call.</summary>
    public static void Call(SqliteConnection connection, string key, IReadOnlyList<PageRow> pages, IReadOnlyList<OutboxEntry> entries, long steadyMs, long wallMs)
    {
        PageRow first = pages[0];
        connection.Execute(
            "INSERT INTO page_call(key, target, way, person, duty, made) VALUES(@key, @Target, @Way, @Person, @Duty, @wallMs)",
            new { key, first.Target, first.Way, first.Person, first.Duty, wallMs });
        connection.Execute("UPDATE page SET state = 'called', call = @key WHERE number = @Number", pages.Select(page => new { key, page.Number }));
        connection.Execute("INSERT INTO page_entry(entry, call) VALUES(@Key, @key)", entries.Select(entry => new { entry.Key, key }));
        connection.Execute(
            "INSERT INTO call_limit(target, way, at) VALUES(@Target, @Way, @steadyMs) ON CONFLICT(target, way) DO UPDATE SET at = @steadyMs",
            new { first.Target, first.Way, steadyMs });
    }

    public static long CountWaiting(SqliteConnection connection) => connection.ExecuteScalar<long>("SELECT count(*) FROM page WHERE state = 'waiting'");

    public static int CountWaiting(SqliteConnection connection, string incident) =>
        connection.ExecuteScalar<int>("SELECT count(*) FROM page WHERE incident = @incident AND state = 'waiting'", new { incident });

    /// <summary>
    /// Deletes old pages of repeated steps, and calls that were about nothing else with their notifications: while nobody answers
    /// they are made anew for as long as the incident stands. Who was called first stays, and the history tells of the rest. Not
    /// what waits or is on its way.
    /// </summary>
    /// <returns>How many pages were deleted.</returns>
    public static int ForgetRepeats(SqliteConnection connection, long before, int limit)
    {
        List<(long Number, string? Call)> old = connection.Query<(long, string?)>(
            """
            SELECT number, call FROM page WHERE created < @before AND round > 0 AND state <> 'waiting'
                AND NOT EXISTS (SELECT 1 FROM page_entry JOIN outbox ON outbox.key = page_entry.entry WHERE page_entry.call = page.call AND outbox.state = 'pending')
            ORDER BY number LIMIT @limit
            """,
            new { before, limit }).AsList();
        connection.Execute("DELETE FROM page WHERE number = @Number", old.Select(page => new { page.Number }));
        foreach (string call in old.Select(page => page.Call).OfType<string>().Distinct())
        {
            connection.Execute(
                """
                DELETE FROM outbox WHERE key IN (SELECT entry FROM page_entry WHERE call = @call) AND target NOT LIKE 'screen/%'
                    AND NOT EXISTS (SELECT 1 FROM page WHERE page.call = @call);
                DELETE FROM page_entry WHERE call = @call AND NOT EXISTS (SELECT 1 FROM page WHERE page.call = @call);
                DELETE FROM page_call WHERE key = @call AND NOT EXISTS (SELECT 1 FROM page WHERE page.call = @call);
                """,
                new { call });
        }

        return old.Count;
    }

    /// <summary>Deletes what belongs to an incident that is deleted.</summary>
    public static void Forget(SqliteConnection connection, string incident) => connection.Execute(
        """
        DELETE FROM page_entry WHERE call IN (SELECT call FROM page WHERE incident = @incident AND call IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM page AS other WHERE other.call = page.call AND other.incident <> @incident));
        DELETE FROM page_call WHERE key IN (SELECT call FROM page WHERE incident = @incident AND call IS NOT NULL
            AND NOT EXISTS (SELECT 1 FROM page AS other WHERE other.call = page.call AND other.incident <> @incident));
        DELETE FROM page WHERE incident = @incident;
        DELETE FROM escalation WHERE incident = @incident;
        """,
        new { incident });
}

/// <summary>Somebody for whom pages wait.</summary>
internal sealed class WaitingCall
{
    public string Target { get; set; } = "";

    public string Way { get; set; } = "";

    /// <summary>True when life safety is among them.</summary>
    public bool Urgent { get; set; }

    /// <summary>When they were called last, steady milliseconds; null for never.</summary>
    public long? LastAt { get; set; }
}
