using System.Text.Json.Nodes;
using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;

namespace Telemetry.Worker.Console.Api;

/// <summary>An incident. Times are RFC 3339 in UTC.</summary>
/// <param name="State">unacknowledged, acknowledged, returned-unacknowledged or closed.</param>
/// <param name="Severity">critical, high, medium or low: what it is now; it may rise and never falls.</param>
/// <param name="Value">The number it is about, if any.</param>
/// <param name="Attributes">The fields of the event behind it, if any.</param>
/// <param name="Occurrences">How often it occurred: events that were merged, or chattering that was folded into it.</param>
/// <param name="Corrected">True when a late sample changed what was told of it.</param>
/// <param name="Backlog">True for history: it came so late that nobody was paged, and nothing says that it still stands.</param>
/// <param name="Held">True while the worker catches up on its journal: people are told at its end if it still stands.</param>
/// <param name="Group">The incident that stands for this one and its like; it pages nobody by itself.</param>
/// <param name="Procedure">Where the procedure is written: an https address or a path.</param>
/// <param name="Version">Send it back with an acknowledgement to be told when somebody was faster.</param>
public sealed record IncidentItem(
    string Id, string State, string Severity, bool LifeSafety, string Rule, string Device, string System, string Area, string Site,
    string TitleZh, string TitleEn, string? AdviceZh, string? AdviceEn, double? Value, JsonNode? Attributes, int Occurrences,
    string OpenedAt, string? AcknowledgedAt, string? AcknowledgedBy, string? ClearedAt, int Version,
    bool Corrected, bool Backlog, bool Held, string? Group, string? Procedure);

/// <summary>A line of an incident's history.</summary>
public sealed record IncidentEventItem(string At, string Who, string What, string? Detail);

/// <summary>One of those that a group stands for.</summary>
public sealed record IncidentMember(string Id, string Device, string State, string Severity, string OpenedAt, string? ClearedAt);

/// <summary>An incident with its history, and its members when it is a group.</summary>
public sealed record IncidentAnswer(IncidentItem Incident, IReadOnlyList<IncidentEventItem> History, IReadOnlyList<IncidentMember> Members);

/// <summary>What a person says with an acknowledgement.</summary>
/// <param name="Note">For those who read the history later; at most 1,000 characters.</param>
/// <param name="Version">The version they looked at.</param>
public sealed record AcknowledgeRequest(string? Note, int? Version);

/// <summary><c>GET /api/v1/incidents</c>, <c>GET /api/v1/incidents/{id}</c>, <c>POST /api/v1/incidents/{id}/ack</c>.</summary>
internal static class IncidentsApi
{
    private const int MaximumLimit = 10_000;
    private const int MaximumNote = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/incidents", (AlertDatabase database, string? state, int? limit) =>
        {
            state ??= "open";
            if (IncidentStates.Select(state) is not { } states)
                return Problems.BadRequest($"state = '{state}' is not known; {(NearestName.Of(state, IncidentStates.Names) is { } near ? $"did you mean {near}?" : $"known are {string.Join(", ", IncidentStates.Names)}.")}");
            if (limit is < 1 or > MaximumLimit)
                return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
            return Results.Ok(database.Read(connection => IncidentStore.List(connection, states, limit ?? 1_000)).Select(Item).ToList());
        })
            .WithSummary("Incidents, the most urgent and newest first")
            .WithDescription("state: open (default), all, unacknowledged, acknowledged, returned-unacknowledged or closed. limit: 1 to 10000 (default 1000).")
            .Produces<IReadOnlyList<IncidentItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/incidents/{id}", (AlertDatabase database, string id) =>
            database.Read(connection => Answer(connection, id)) is { } answer ? Results.Ok(answer) : NoIncident(id))
            .WithSummary("One incident with its history")
            .Produces<IncidentAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/incidents/{id}/ack", (HttpContext context, IncidentWriter incidents, string id, AcknowledgeRequest? request) =>
        {
            if (request?.Note is { Length: > MaximumNote })
                return Problems.BadRequest($"note has {request.Note.Length} characters; it may have {MaximumNote}.");
            return incidents.Acknowledge(id, context.User.Identity!.Name!, Plain(request?.Note), request?.Version) switch
            {
                null => NoIncident(id),
                { IsTaken: false } refused => Problems.NotTaken(id, refused.Refusal),
                { } taken => Results.Ok(Item(taken.Incident)),
            };
        })
            .WithSummary("Acknowledge an incident: a person answers")
            .WithDescription("The body is optional: {\"note\": \"...\", \"version\": 1}.")
            .Produces<IncidentItem>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    public static IncidentItem Item(Incident incident) => new(
        incident.Id, incident.State.Label(), incident.Severity.ToText(), incident.LifeSafety, incident.RuleId, incident.DeviceId, incident.SystemId,
        incident.AreaId, incident.SiteId, incident.Title.Zh, incident.Title.En, incident.Advice?.Zh, incident.Advice?.En, incident.Value,
        incident.Attributes == "{}" ? null : JsonNode.Parse(incident.Attributes), incident.Occurrences, TimeText.Rfc3339(incident.OpenedAtMs),
        Optional(incident.AcknowledgedAtMs), incident.AcknowledgedBy, Optional(incident.ClearedAtMs), incident.Version,
        incident.Corrected, incident.Backlog, incident.Held, incident.Group, incident.Procedure);

    private static IncidentAnswer? Answer(Microsoft.Data.Sqlite.SqliteConnection connection, string id) =>
        IncidentStore.Find(connection, id) is { } incident
            ? new IncidentAnswer(
                Item(incident), [.. IncidentHistory.Of(connection, id).Select(e => new IncidentEventItem(TimeText.Rfc3339(e.At), e.Who, e.What, e.Detail))],
                [.. IncidentStore.Members(connection, id).Select(Member)])
            : null;

    private static IncidentMember Member(Incident incident) => new(
        incident.Id, incident.DeviceId, incident.State.Label(), incident.Severity.ToText(), TimeText.Rfc3339(incident.OpenedAtMs), Optional(incident.ClearedAtMs));

    /// <summary>A note goes to pages, logs and terminals: control characters stay outside. Null when nothing is left.</summary>
    private static string? Plain(string? note)
    {
        if (note is null)
            return null;
        string plain = string.Concat(note.Select(c => char.IsWhiteSpace(c) ? ' ' : c).Where(c => !char.IsControl(c))).Trim();
        return plain.Length == 0 ? null : plain;
    }

    private static string? Optional(long? atMs) => atMs is { } at ? TimeText.Rfc3339(at) : null;

    private static IResult NoIncident(string id) => Problems.NotFound($"There is no incident '{id}'.");
}
