using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Alerts;

/// <summary>Incidents in <c>alerts.db</c>.</summary>
internal static class IncidentStore
{
    private const string Columns = """
        id AS Id, rule AS Rule, device AS Device, area AS Area, site AS Site, system AS System, severity AS Severity, life_safety AS LifeSafety,
        state AS State, title_zh AS TitleZh, title_en AS TitleEn, advice_zh AS AdviceZh, advice_en AS AdviceEn, value AS Value, attributes AS Attributes,
        occurrences AS Occurrences, opened_at AS OpenedAt, acknowledged_at AS AcknowledgedAt, acknowledged_by AS AcknowledgedBy, cleared_at AS ClearedAt,
        position AS Position, version AS Version, corrected AS Corrected, backlog AS Backlog, held AS Held, group_id AS GroupId, procedure AS Procedure,
        escalation AS Escalation, assigned_to AS AssignedTo, on_site_at AS OnSiteAt, on_site_by AS OnSiteBy, resolved_at AS ResolvedAt, resolved_by AS ResolvedBy,
        resolution AS Resolution, cause AS Cause, hold_reason AS HoldReason, hold_owner AS HoldOwner, hold_until AS HoldUntil, hold_source AS HoldSource,
        held_since AS HeldSince, let_go_at AS LetGoAt
        """;

    public static Incident? Find(SqliteConnection connection, string id) =>
        connection.QuerySingleOrDefault<Row>($"SELECT {Columns} FROM incident WHERE id = @id", new { id })?.ToIncident();

    /// <summary>The newest first, critical ones before the others.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="states">Only in one of these states.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="withMembers">False: without those that a group stands for.</param>
    /// <param name="areas">Only in one of these; null for everywhere.</param>
    public static IReadOnlyList<Incident> List(
        SqliteConnection connection, IReadOnlyList<IncidentState> states, int limit, bool withMembers = true, IReadOnlyCollection<string>? areas = null) =>
        [.. connection.Query<Row>(
            $"""
            SELECT {Columns} FROM incident JOIN (
                SELECT id AS chosen FROM incident WHERE state IN @names {(withMembers ? "" : "AND group_id IS NULL")} {InAreas(areas)} ORDER BY {IncidentFilter.Order} LIMIT @limit)
            ON chosen = id ORDER BY {IncidentFilter.Order}
            """,
            new { names = states.Select(IncidentStates.Label), limit, areas = Json(areas) }).Select(row => row.ToIncident())];

    /// <summary>Those of a system whose condition stands.</summary>
    public static IReadOnlyList<Incident> Standing(SqliteConnection connection, string system) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM incident WHERE state NOT IN ('closed', 'returned-unacknowledged') AND cleared_at IS NULL AND system = @system", new { system }).Select(row => row.ToIncident())];

    /// <summary>Those that a group stands for, in the order in which they began.</summary>
    public static IReadOnlyList<Incident> Members(SqliteConnection connection, string group) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM incident WHERE group_id = @group ORDER BY opened_at, id", new { group }).Select(row => row.ToIncident())];

    /// <summary>Those that people were not told of because the worker was catching up.</summary>
    public static IReadOnlyList<Incident> Held(SqliteConnection connection) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM incident WHERE held ORDER BY opened_at, id").Select(row => row.ToIncident())];

    /// <summary>Those that a silence or maintenance keeps silent.</summary>
    /// <param name="connection">A connection.</param>
    /// <param name="lifeSafetyOnly">Without the others.</param>
    /// <param name="limit">At most this many.</param>
    /// <param name="areas">Only in one of these; null for everywhere.</param>
    public static IReadOnlyList<Incident> HeldBySource(
        SqliteConnection connection, bool lifeSafetyOnly = false, int limit = int.MaxValue, IReadOnlyCollection<string>? areas = null) =>
        [.. connection.Query<Row>(
            $"""
            SELECT {Columns} FROM incident
            WHERE hold_source IS NOT NULL AND state IN ('shelved', 'out-of-service'){(lifeSafetyOnly ? " AND life_safety" : "")} {InAreas(areas)}
            ORDER BY opened_at DESC, id LIMIT @limit
            """,
            new { limit, areas = Json(areas) }).Select(row => row.ToIncident())];

    /// <summary>How many call nobody, by state.</summary>
    public static IReadOnlyList<(string State, long Count)> HeldCounts(SqliteConnection connection) =>
        [.. connection.Query<(string, long)>("SELECT state, count(*) FROM incident WHERE state IN ('shelved', 'suppressed-by-design', 'out-of-service') GROUP BY state")];

    /// <summary>Those that something keeps from calling people until a time; a silence ends what it holds itself.</summary>
    public static IReadOnlyList<Incident> HeldBackUntil(SqliteConnection connection) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM incident WHERE hold_until IS NOT NULL AND hold_source IS NULL ORDER BY hold_until, id").Select(row => row.ToIncident())];

    /// <summary>What stands, whether it calls people or not.</summary>
    public static IReadOnlyList<StandingIncident> Standing(SqliteConnection connection) =>
        [.. connection.Query<StandingIncident>(
            """
            SELECT id AS Id, device AS Device, rule AS Rule, state AS State, life_safety AS LifeSafety FROM incident
            WHERE state NOT IN ('closed', 'returned-unacknowledged') AND cleared_at IS NULL
            """)];

    /// <summary>A page of what a filter lets through, the most urgent and newest first.</summary>
    public static IReadOnlyList<Incident> List(SqliteConnection connection, IncidentFilter filter) =>
        [.. connection.Query<Row>($"SELECT {Columns} FROM incident WHERE {filter.Where} AND {filter.Beyond} ORDER BY {IncidentFilter.Order} LIMIT @limit", filter.Parameters).Select(row => row.ToIncident())];

    /// <summary>How many a filter lets through, on all pages.</summary>
    public static long Count(SqliteConnection connection, IncidentFilter filter) =>
        connection.ExecuteScalar<long>($"SELECT count(*) FROM incident WHERE {filter.Where}", filter.Parameters);

    public static IReadOnlyList<(string State, string Severity, long Count)> Counts(SqliteConnection connection) => Counts(connection, withMembers: true);

    /// <param name="withMembers">False: without those that a group stands for.</param>
    /// <param name="areas">Only in one of these; null for everywhere.</param>
    public static IReadOnlyList<(string State, string Severity, long Count)> Counts(SqliteConnection connection, bool withMembers, IReadOnlyCollection<string>? areas = null) =>
        [.. connection.Query<(string, string, long)>(
            $"SELECT state, severity, count(*) FROM incident WHERE 1 {(withMembers ? "" : "AND group_id IS NULL")} {InAreas(areas)} GROUP BY state, severity", new { areas = Json(areas) })];

    /// <summary>Writes an incident as it is now.</summary>
    public static void Save(SqliteConnection connection, Incident incident) =>
        connection.Execute(
            """
            INSERT INTO incident(id, rule, device, area, site, system, severity, life_safety, state, title_zh, title_en, advice_zh, advice_en, value,
                attributes, occurrences, opened_at, acknowledged_at, acknowledged_by, cleared_at, position, version,
                corrected, backlog, held, group_id, procedure,
                escalation, assigned_to, on_site_at, on_site_by, resolved_at, resolved_by, resolution, cause, hold_reason, hold_owner, hold_until, hold_source,
                held_since, let_go_at)
            VALUES(@Id, @Rule, @Device, @Area, @Site, @System, @Severity, @LifeSafety, @State, @TitleZh, @TitleEn, @AdviceZh, @AdviceEn, @Value,
                @Attributes, @Occurrences, @OpenedAt, @AcknowledgedAt, @AcknowledgedBy, @ClearedAt, @Position, @Version,
                @Corrected, @Backlog, @Held, @GroupId, @Procedure,
                @Escalation, @AssignedTo, @OnSiteAt, @OnSiteBy, @ResolvedAt, @ResolvedBy, @Resolution, @Cause, @HoldReason, @HoldOwner, @HoldUntil, @HoldSource,
                @HeldSince, @LetGoAt)
            ON CONFLICT(id) DO UPDATE SET state = @State, severity = @Severity, value = @Value, attributes = @Attributes, occurrences = @Occurrences,
                opened_at = @OpenedAt, acknowledged_at = @AcknowledgedAt, acknowledged_by = @AcknowledgedBy, cleared_at = @ClearedAt, position = @Position,
                version = @Version, corrected = @Corrected, backlog = @Backlog, held = @Held, group_id = @GroupId,
                assigned_to = @AssignedTo, on_site_at = @OnSiteAt, on_site_by = @OnSiteBy, resolved_at = @ResolvedAt, resolved_by = @ResolvedBy, resolution = @Resolution,
                cause = @Cause, hold_reason = @HoldReason, hold_owner = @HoldOwner, hold_until = @HoldUntil, hold_source = @HoldSource,
                held_since = @HeldSince, let_go_at = @LetGoAt
            """,
            Row.Of(incident));

    /// <summary>A condition on incidents, whose <c>@areas</c> is <see cref="Json"/> of the same.</summary>
    public static string InAreas(IReadOnlyCollection<string>? areas) => areas is null ? "" : "AND area IN (SELECT value FROM json_each(@areas))";

    public static string? Json(IReadOnlyCollection<string>? areas) => areas is null ? null : System.Text.Json.JsonSerializer.Serialize(areas);

    private sealed class Row
    {
        public string Id { get; set; } = "";

        public string Rule { get; set; } = "";

        public string Device { get; set; } = "";

        public string Area { get; set; } = "";

        public string Site { get; set; } = "";

        public string System { get; set; } = "";

        public string Severity { get; set; } = "";

        public bool LifeSafety { get; set; }

        public string State { get; set; } = "";

        public string TitleZh { get; set; } = "";

        public string TitleEn { get; set; } = "";

        public string? AdviceZh { get; set; }

        public string? AdviceEn { get; set; }

        public double? Value { get; set; }

        public string Attributes { get; set; } = "";

        public int Occurrences { get; set; }

        public long OpenedAt { get; set; }

        public long? AcknowledgedAt { get; set; }

        public string? AcknowledgedBy { get; set; }

        public long? ClearedAt { get; set; }

        public long Position { get; set; }

        public int Version { get; set; }

        public bool Corrected { get; set; }

        public bool Backlog { get; set; }

        public bool Held { get; set; }

        public string? GroupId { get; set; }

        public string? Procedure { get; set; }

        public string? Escalation { get; set; }

        public string? AssignedTo { get; set; }

        public long? OnSiteAt { get; set; }

        public string? OnSiteBy { get; set; }

        public long? ResolvedAt { get; set; }

        public string? ResolvedBy { get; set; }

        public string? Resolution { get; set; }

        public string? Cause { get; set; }

        public string? HoldReason { get; set; }

        public string? HoldOwner { get; set; }

        public long? HoldUntil { get; set; }

        public string? HoldSource { get; set; }

        public long? HeldSince { get; set; }

        public long? LetGoAt { get; set; }

        public static Row Of(Incident incident) => new()
        {
            Id = incident.Id,
            Rule = incident.RuleId,
            Device = incident.DeviceId,
            Area = incident.AreaId,
            Site = incident.SiteId,
            System = incident.SystemId,
            Severity = incident.Severity.ToText(),
            LifeSafety = incident.LifeSafety,
            State = incident.State.Label(),
            TitleZh = incident.Title.Zh,
            TitleEn = incident.Title.En,
            AdviceZh = incident.Advice?.Zh,
            AdviceEn = incident.Advice?.En,
            Value = incident.Value,
            Attributes = incident.Attributes,
            Occurrences = incident.Occurrences,
            OpenedAt = incident.OpenedAtMs,
            AcknowledgedAt = incident.AcknowledgedAtMs,
            AcknowledgedBy = incident.AcknowledgedBy,
            ClearedAt = incident.ClearedAtMs,
            Position = incident.Position,
            Version = incident.Version,
            Corrected = incident.Corrected,
            Backlog = incident.Backlog,
            Held = incident.Held,
            GroupId = incident.Group,
            Procedure = incident.Procedure,
            Escalation = incident.Escalation,
            AssignedTo = incident.AssignedTo,
            OnSiteAt = incident.OnSiteAtMs,
            OnSiteBy = incident.OnSiteBy,
            ResolvedAt = incident.ResolvedAtMs,
            ResolvedBy = incident.ResolvedBy,
            Resolution = incident.Resolution?.Label(),
            Cause = incident.Cause,
            HoldReason = incident.Hold?.Reason,
            HoldOwner = incident.Hold?.Owner,
            HoldUntil = incident.Hold?.UntilMs,
            HoldSource = incident.Hold?.Source,
            HeldSince = incident.HeldSinceMs,
            LetGoAt = incident.LetGoAtMs,
        };

        public Incident ToIncident() => new()
        {
            Id = Id,
            RuleId = Rule,
            DeviceId = Device,
            AreaId = Area,
            SiteId = Site,
            SystemId = System,
            Severity = SeverityText.TryParse(Severity, out Severity severity) ? severity : throw new InvalidDataException($"Incident {Id} has the unknown severity '{Severity}'."),
            LifeSafety = LifeSafety,
            State = IncidentStates.Parse(State),
            Title = new LocalizedText(TitleZh, TitleEn),
            Advice = AdviceZh is null || AdviceEn is null ? null : new LocalizedText(AdviceZh, AdviceEn),
            Value = Value,
            Attributes = Attributes,
            Occurrences = Occurrences,
            OpenedAtMs = OpenedAt,
            AcknowledgedAtMs = AcknowledgedAt,
            AcknowledgedBy = AcknowledgedBy,
            ClearedAtMs = ClearedAt,
            Position = Position,
            Version = Version,
            Corrected = Corrected,
            Backlog = Backlog,
            Held = Held,
            Group = GroupId,
            Procedure = Procedure,
            Escalation = Escalation,
            AssignedTo = AssignedTo,
            OnSiteAtMs = OnSiteAt,
            OnSiteBy = OnSiteBy,
            ResolvedAtMs = ResolvedAt,
            ResolvedBy = ResolvedBy,
            Resolution = Resolution is null ? null : IncidentStates.ParseResolution(Resolution),
            Cause = Cause,
            Hold = HoldReason is null || HoldOwner is null ? null : new IncidentHold(HoldReason, HoldOwner, HoldUntil, HoldSource),
            HeldSinceMs = HeldSince,
            LetGoAtMs = LetGoAt,
        };
    }
}
