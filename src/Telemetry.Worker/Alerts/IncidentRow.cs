using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Alerts;

/// <summary>An incident as <c>alerts.db</c> has it.</summary>
internal sealed class IncidentRow
{
    /// <summary>What to select, in the order in which <see cref="Read"/> takes it.</summary>
    public const string Columns = """
        id AS Id, rule AS Rule, device AS Device, area AS Area, site AS Site, system AS System, severity AS Severity, life_safety AS LifeSafety,
        state AS State, title_zh AS TitleZh, title_en AS TitleEn, advice_zh AS AdviceZh, advice_en AS AdviceEn, value AS Value, attributes AS Attributes,
        occurrences AS Occurrences, opened_at AS OpenedAt, acknowledged_at AS AcknowledgedAt, acknowledged_by AS AcknowledgedBy, cleared_at AS ClearedAt,
        position AS Position, version AS Version, corrected AS Corrected, backlog AS Backlog, held AS Held, group_id AS GroupId, procedure AS Procedure,
        escalation AS Escalation, assigned_to AS AssignedTo, on_site_at AS OnSiteAt, on_site_by AS OnSiteBy, resolved_at AS ResolvedAt, resolved_by AS ResolvedBy,
        resolution AS Resolution, cause AS Cause, hold_reason AS HoldReason, hold_owner AS HoldOwner, hold_until AS HoldUntil, hold_source AS HoldSource,
        held_since AS HeldSince, let_go_at AS LetGoAt
        """;

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

    /// <summary>By the order of <see cref="Columns"/>.</summary>
    public static IncidentRow Read(SqliteDataReader row) => new()
    {
        Id = row.GetString(0),
        Rule = row.GetString(1),
        Device = row.GetString(2),
        Area = row.GetString(3),
        Site = row.GetString(4),
        System = row.GetString(5),
        Severity = row.GetString(6),
        LifeSafety = row.GetBoolean(7),
        State = row.GetString(8),
        TitleZh = row.GetString(9),
        TitleEn = row.GetString(10),
        AdviceZh = Text(row, 11),
        AdviceEn = Text(row, 12),
        Value = row.IsDBNull(13) ? null : row.GetDouble(13),
        Attributes = row.GetString(14),
        Occurrences = row.GetInt32(15),
        OpenedAt = row.GetInt64(16),
        AcknowledgedAt = row.IsDBNull(17) ? null : row.GetInt64(17),
        AcknowledgedBy = Text(row, 18),
        ClearedAt = row.IsDBNull(19) ? null : row.GetInt64(19),
        Position = row.GetInt64(20),
        Version = row.GetInt32(21),
        Corrected = row.GetBoolean(22),
        Backlog = row.GetBoolean(23),
        Held = row.GetBoolean(24),
        GroupId = Text(row, 25),
        Procedure = Text(row, 26),
        Escalation = Text(row, 27),
        AssignedTo = Text(row, 28),
        OnSiteAt = row.IsDBNull(29) ? null : row.GetInt64(29),
        OnSiteBy = Text(row, 30),
        ResolvedAt = row.IsDBNull(31) ? null : row.GetInt64(31),
        ResolvedBy = Text(row, 32),
        Resolution = Text(row, 33),
        Cause = Text(row, 34),
        HoldReason = Text(row, 35),
        HoldOwner = Text(row, 36),
        HoldUntil = row.IsDBNull(37) ? null : row.GetInt64(37),
        HoldSource = Text(row, 38),
        HeldSince = row.IsDBNull(39) ? null : row.GetInt64(39),
        LetGoAt = row.IsDBNull(40) ? null : row.GetInt64(40),
    };

    public (string Name, object? Value)[] Parameters() =>
    [
        ("@Id", Id), ("@Rule", Rule), ("@Device", Device), ("@Area", Area), ("@Site", Site), ("@System", System), ("@Severity", Severity),
        ("@LifeSafety", LifeSafety), ("@State", State), ("@TitleZh", TitleZh), ("@TitleEn", TitleEn), ("@AdviceZh", AdviceZh),
        ("@AdviceEn", AdviceEn), ("@Value", Value), ("@Attributes", Attributes), ("@Occurrences", Occurrences), ("@OpenedAt", OpenedAt),
        ("@AcknowledgedAt", AcknowledgedAt), ("@AcknowledgedBy", AcknowledgedBy), ("@ClearedAt", ClearedAt), ("@Position", Position),
        ("@Version", Version), ("@Corrected", Corrected), ("@Backlog", Backlog), ("@Held", Held), ("@GroupId", GroupId),
        ("@Procedure", Procedure), ("@Escalation", Escalation), ("@AssignedTo", AssignedTo), ("@OnSiteAt", OnSiteAt), ("@OnSiteBy", OnSiteBy),
        ("@ResolvedAt", ResolvedAt), ("@ResolvedBy", ResolvedBy), ("@Resolution", Resolution), ("@Cause", Cause), ("@HoldReason", HoldReason),
        ("@HoldOwner", HoldOwner), ("@HoldUntil", HoldUntil), ("@HoldSource", HoldSource),
        ("@HeldSince", HeldSince), ("@LetGoAt", LetGoAt),
    ];

    public static IncidentRow Of(Incident incident) => new()
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

    private static string? Text(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);
}
