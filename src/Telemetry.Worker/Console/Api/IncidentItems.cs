using System.Text.Json.Nodes;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Console.Api;

/// <summary>Why an incident calls nobody now.</summary>
/// <param name="Reason">For people.</param>
/// <param name="Owner">Who put it aside; rules for suppression by design.</param>
/// <param name="Until">RFC 3339; null when something else than time ends it.</param>
/// <param name="Source">The id of the silence or maintenance behind it; null when the incident itself was put aside.</param>
public sealed record HoldItem(string Reason, string Owner, string? Until, string? Source);

/// <summary>An incident. Times are RFC 3339 in UTC.</summary>
/// <param name="State">unacknowledged, acknowledged, returned-unacknowledged, shelved, suppressed-by-design, out-of-service or closed.</param>
/// <param name="Severity">critical, high, medium or low: what it is now; it may rise and never falls.</param>
/// <param name="Value">The number it is about, if any.</param>
/// <param name="Attributes">The fields of the event behind it, if any.</param>
/// <param name="Occurrences">How often it occurred: events that were merged, or chattering that was folded into it.</param>
/// <param name="AcknowledgedBy">Who answered; null again after a re-alarm, its history tells who had.</param>
/// <param name="ClearedAt">When the condition ended; null while it stands.</param>
/// <param name="Corrected">True when a late sample changed what was told of it.</param>
/// <param name="Backlog">True for history: it came so late that nobody was paged, and nothing says that it still stands.</param>
/// <param name="Held">True while the worker catches up on its journal: people are told at its end if it still stands.</param>
/// <param name="Group">The incident that stands for this one and its like; it pages nobody by itself.</param>
/// <param name="Procedure">Where the procedure is written: an https address or a path.</param>
/// <param name="Escalation">The ladder that its rule names; null when the severity decides.</param>
/// <param name="AssignedTo">Who was given it.</param>
/// <param name="Resolution">resolved or false-alarm; null until somebody says.</param>
/// <param name="Cause">What caused it, in the words of whoever resolved it.</param>
/// <param name="Hold">Why it calls nobody; null while it does.</param>
/// <param name="OnScreen">True when nobody answered up to the last step of its ladder: the centre's screen shows it until somebody does.</param>
/// <param name="Version">Send it back with a step to be told when somebody was faster.</param>
public sealed record IncidentItem(
    string Id, string State, string Severity, bool LifeSafety, string Rule, string Device, string System, string Area, string Site,
    string TitleZh, string TitleEn, string? AdviceZh, string? AdviceEn, double? Value, JsonNode? Attributes, int Occurrences,
    string OpenedAt, string? AcknowledgedAt, string? AcknowledgedBy, string? ClearedAt, int Version,
    bool Corrected, bool Backlog, bool Held, string? Group, string? Procedure,
    string? Escalation, string? AssignedTo, string? OnSiteAt, string? OnSiteBy, string? ResolvedAt, string? ResolvedBy, string? Resolution, string? Cause,
    HoldItem? Hold, bool OnScreen = false)
{
    internal static IncidentItem Of(Incident incident) => new(
        incident.Id, incident.State.Label(), incident.Severity.ToText(), incident.LifeSafety, incident.RuleId, incident.DeviceId, incident.SystemId,
        incident.AreaId, incident.SiteId, incident.Title.Zh, incident.Title.En, incident.Advice?.Zh, incident.Advice?.En, incident.Value,
        incident.Attributes == "{}" ? null : JsonNode.Parse(incident.Attributes), incident.Occurrences, TimeText.Rfc3339(incident.OpenedAtMs),
        Moment(incident.AcknowledgedAtMs), incident.AcknowledgedBy, Moment(incident.ClearedAtMs), incident.Version,
        incident.Corrected, incident.Backlog, incident.Held, incident.Group, incident.Procedure,
        incident.Escalation, incident.AssignedTo, Moment(incident.OnSiteAtMs), incident.OnSiteBy, Moment(incident.ResolvedAtMs), incident.ResolvedBy,
        incident.Resolution?.Label(), incident.Cause,
        incident.Hold is { } hold ? new HoldItem(hold.Reason, hold.Owner, Moment(hold.UntilMs), hold.Source) : null);

    internal static string? Moment(long? atMs) => atMs is { } at ? TimeText.Rfc3339(at) : null;
}

/// <summary>A line of an incident's history.</summary>
/// <param name="Channel">How a person took the step: page, api, console or call; null for what no person did.</param>
public sealed record IncidentEventItem(string At, string Who, string What, string? Detail, string? Channel);

/// <summary>One of those that a group stands for.</summary>
public sealed record IncidentMember(
    string Id, string Device, string State, string Severity, string OpenedAt, string? ClearedAt, string? AcknowledgedAt, string? AcknowledgedBy)
{
    internal static IncidentMember Of(Incident incident) => new(
        incident.Id, incident.DeviceId, incident.State.Label(), incident.Severity.ToText(), TimeText.Rfc3339(incident.OpenedAtMs),
        IncidentItem.Moment(incident.ClearedAtMs), IncidentItem.Moment(incident.AcknowledgedAtMs), incident.AcknowledgedBy);
}

/// <summary>An incident with its history, and its members when it is a group.</summary>
public sealed record IncidentAnswer(IncidentItem Incident, IReadOnlyList<IncidentEventItem> History, IReadOnlyList<IncidentMember> Members);
