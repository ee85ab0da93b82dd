using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>POST /api/v1/incidents/{id}/...</c>: what people do with an incident.</summary>
internal static class IncidentStepsApi
{
    private const string NoteBody = """The body is optional: {"note": "...", "version": 1}.""";
    private const string HoldBody = """such as {"reason": "known, part ordered", "minutes": 60, "version": 1}; instead of minutes "until": "2026-11-21T20:00:00+08:00".""";

    public static void Map(IEndpointRouteBuilder api)
    {
        Step<NoteRequest>(api, IncidentStep.Acknowledge, "Acknowledge an incident: a person answers", NoteBody, b => new() { Note = b?.Note, Version = b?.Version });
        Step<NoteRequest>(api, IncidentStep.OnSite, "Say that you are there; it is acknowledged by that when nobody has", NoteBody, b => new() { Note = b?.Note, Version = b?.Version });
        Step<CauseRequest>(
            api, IncidentStep.Resolve, "Say that it was real and is dealt with; it closes when its condition is over",
            """The body is optional: {"cause": "...", "note": "...", "version": 1}.""", b => new() { Reason = b?.Cause, Note = b?.Note, Version = b?.Version });
        Step<CauseRequest>(
            api, IncidentStep.FalseAlarm, "Say that there was nothing; it closes when its condition is over, and calls nobody before its ladder's re-alarm",
            """The body is {"cause": "...", "note": "...", "version": 1}; the cause is needed.""", b => new() { Reason = b?.Cause, Note = b?.Note, Version = b?.Version });
        Step<HoldRequest>(
            api, IncidentStep.Shelve, "Put an incident aside for a time: it calls nobody until then, unless it becomes critical",
            "The body is " + HoldBody + " At most Incidents:MaximumShelve, life safety at most Incidents:MaximumShelveLifeSafety.", Hold);
        Step<NoteRequest>(api, IncidentStep.Unshelve, "Take up again what was shelved", NoteBody, b => new() { Note = b?.Note, Version = b?.Version });
        Step<HoldRequest>(
            api, IncidentStep.OutOfService, "Say that the device is being worked on: the incident calls nobody until then, or until it is returned (operators)",
            "The body is " + HoldBody + " Without an end it is open; life safety needs one, of at most Incidents:MaximumShelveLifeSafety.", Hold);
        Step<NoteRequest>(api, IncidentStep.Return, "Say that the device is in service again (operators)", NoteBody, b => new() { Note = b?.Note, Version = b?.Version });
        Step<GiveRequest>(api, IncidentStep.Assign, "Give an incident to somebody, or take it; that is no answer yet", """The body is {"to": "...", "note": "...", "version": 1}.""", Give);
        Step<GiveRequest>(
            api, IncidentStep.HandOver, "Hand an incident that somebody has over to another one, who is told", """The body is {"to": "...", "note": "...", "version": 1}.""", Give);
        Step<CommentRequest>(api, IncidentStep.Comment, "Add a line to an incident's history", """The body is {"note": "..."}.""", b => new() { Note = b?.Note });
    }

    private static StepWish Hold(HoldRequest? body) =>
        new() { Reason = body?.Reason, Until = body?.Until, Minutes = body?.Minutes, Note = body?.Note, Version = body?.Version };

    private static StepWish Give(GiveRequest? body) => new() { To = body?.To, Note = body?.Note, Version = body?.Version };

    private static void Step<TBody>(IEndpointRouteBuilder api, IncidentStep step, string summary, string body, Func<TBody?, StepWish> read)
        where TBody : class =>
        api.MapPost($"/incidents/{{id}}/{step.Path()}", (HttpContext context, StepDesk desk, string id, TBody? request) =>
            TakeAsync(context, desk, id, read(request) with { Step = step }))
            .RequireAuthorization(StepDesk.Policy(step))
            .WithSummary(summary)
            .WithDescription(body)
            .Produces<IncidentItem>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    internal static async Task<IResult> TakeAsync(HttpContext context, StepDesk desk, string id, StepWish wish) =>
        await desk.TakeAsync(id, wish, context.User, BearerHandler.IsPresent(context.Request) ? StepChannel.Api : StepChannel.Page) switch
        {
            { IsForbidden: true, Mistake: { } why } => Problems.Forbidden(why + "."),
            { Mistake: { } mistake } => Problems.BadRequest(mistake + "."),
            { Result: null } => IncidentsApi.NoIncident(id),
            { Result: { IsTaken: false } refused } => Problems.NotTaken(refused),
            { Result: { } taken } => Results.Ok(IncidentItem.Of(taken.Incident)),
        };
}
