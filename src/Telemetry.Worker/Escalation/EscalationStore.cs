using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Escalation;

/// <summary>How far each incident has climbed its ladder, in <c>alerts.db</c>.</summary>
internal static class EscalationStore
{
    private const string Columns =
        "incident AS Incident, ladder AS Ladder, phase AS Phase, step AS Step, round AS Round, began AS Began, answered AS Answered, due AS Due, on_screen AS OnScreen";

    /// <summary>The phases in which people are called, as SQL writes them.</summary>
    public const string CallingPhases = "('answer', 'arrival')";

    public static EscalationState? Find(SqliteConnection connection, string incident) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM escalation WHERE incident = @incident", new { incident })?.ToState();

    /// <summary>What is due, life safety first, then the longest due.</summary>
    public static IReadOnlyList<EscalationState> Due(SqliteConnection connection, long nowMs, int limit)
    {
        List<EscalationState> due = Due(connection, nowMs, limit, urgent: true);
        if (due.Count < limit)
            due.AddRange(Due(connection, nowMs, limit - due.Count, urgent: false));
        return due;
    }

    /// <summary>When the next one is due, steady milliseconds; null for never.</summary>
    public static long? NextDue(SqliteConnection connection) => connection.ExecuteScalar<long?>(
        """
        SELECT min(due) FROM (
            SELECT min(due) AS due FROM escalation WHERE urgent = 1 AND due IS NOT NULL
            UNION ALL SELECT min(due) FROM escalation WHERE urgent = 0 AND due IS NOT NULL)
        """);

    /// <summary>All of them, or those after one.</summary>
    public static IReadOnlyList<EscalationState> Page(SqliteConnection connection, string after, int limit) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM escalation WHERE incident > @after ORDER BY incident LIMIT @limit", new { after, limit }).Select(row => row.ToState())];

    /// <summary>Incidents that the centre's screen shows until somebody answers.</summary>
    public static IReadOnlySet<string> OnScreen(SqliteConnection connection) =>
        connection.Query<string>("SELECT incident FROM escalation WHERE on_screen").ToHashSet();

    /// <summary>The same incidents themselves: life safety first, then the most urgent, then what has waited longest.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="limit">At most this many, the first of that order.</param>
    /// <param name="areas">Only in one of these; null for everywhere.</param>
    public static IReadOnlyList<Incident> Screen(SqliteConnection connection, int limit, IReadOnlyCollection<string>? areas = null) =>
        [.. connection.Query<string>(
            $"SELECT incident.id {Shown(areas)} ORDER BY life_safety DESC, {IncidentFilter.Rank}, opened_at, incident.id LIMIT @limit", new { limit, areas = IncidentStore.Json(areas) }).ToList()
            .Select(id => IncidentStore.Find(connection, id)).OfType<Incident>()];

    /// <summary>How many there are, listed or not.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="areas">Only in one of these; null for everywhere.</param>
    public static int ScreenCount(SqliteConnection connection, IReadOnlyCollection<string>? areas = null) =>
        connection.ExecuteScalar<int>($"SELECT count(*) {Shown(areas)}", new { areas = IncidentStore.Json(areas) });

    public static bool IsOnScreen(SqliteConnection connection, string incident) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM escalation WHERE incident = @incident AND on_screen)", new { incident });

    public static void Save(SqliteConnection connection, EscalationState state, bool urgent) =>
        connection.Execute(
            """
            INSERT INTO escalation(incident, ladder, phase, step, round, began, answered, due, on_screen, urgent)
            VALUES(@Incident, @Ladder, @phase, @Step, @Round, @BeganMs, @AnsweredMs, @DueMs, @OnScreen, @urgent)
            ON CONFLICT(incident) DO UPDATE SET ladder = @Ladder, phase = @phase, step = @Step, round = @Round, began = @BeganMs,
                answered = @AnsweredMs, due = @DueMs, on_screen = @OnScreen, urgent = @urgent
            """,
            new
            {
                state.Incident, state.Ladder, phase = state.Phase.Label(), state.Step, state.Round, state.BeganMs, state.AnsweredMs, state.DueMs,
                state.OnScreen, urgent,
            });

    public static void Delete(SqliteConnection connection, string incident) =>
        connection.Execute("DELETE FROM escalation WHERE incident = @incident", new { incident });

    /// <summary>
    /// Incidents that stand for themselves and have no escalation: those of before there were ladders, and those that were answered when their
    /// ladder asked for nothing more.
    /// </summary>
    public static IReadOnlyList<string> Without(SqliteConnection connection) =>
        [.. connection.Query<string>(
            """
            SELECT id FROM incident WHERE state IN ('unacknowledged', 'returned-unacknowledged', 'acknowledged') AND NOT backlog AND NOT held AND group_id IS NULL
                AND NOT EXISTS (SELECT 1 FROM escalation WHERE escalation.incident = incident.id)
            ORDER BY opened_at, id
            """)];

    private static string Shown(IReadOnlyCollection<string>? areas) =>
        $"FROM escalation JOIN incident ON incident.id = escalation.incident WHERE escalation.on_screen {IncidentStore.InAreas(areas)}";

    private static List<EscalationState> Due(SqliteConnection connection, long nowMs, int limit, bool urgent) =>
        [.. connection.Query<Row>(
            $"SELECT {Columns} FROM escalation WHERE urgent = @urgent AND due <= @nowMs ORDER BY due LIMIT @limit", new { nowMs, limit, urgent }).Select(row => row.ToState())];

    private sealed class Row
    {
        public string Incident { get; set; } = "";

        public string Ladder { get; set; } = "";

        public string Phase { get; set; } = "";

        public int Step { get; set; }

        public int Round { get; set; }

        public long Began { get; set; }

        public long? Answered { get; set; }

        public long? Due { get; set; }

        public bool OnScreen { get; set; }

        public EscalationState ToState() => new()
        {
            Incident = Incident,
            Ladder = Ladder,
            Phase = EscalationLabels.ParsePhase(Phase),
            Step = Step,
            Round = Round,
            BeganMs = Began,
            AnsweredMs = Answered,
            DueMs = Due,
            OnScreen = OnScreen,
        };
    }
}
