using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary>What somebody says with an answer; the body may be missing.</summary>
/// <param name="Through">How they answered: page, api (default), call, app or sms.</param>
public sealed record DrillAnswerBody(string? Through, string? Note);

/// <summary>Test calls: page me now, the weekly test of each duty, and the answers.</summary>
internal static class DrillsApi
{
    private const int MaximumLimit = 1_000;
    private const int MaximumNote = 1_000;
    private static readonly string[] Throughs = ["api", "page", "call", "app", "sms"];

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/people/{person}/page-me", (HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, string person) =>
        {
            if (DrillRights.WhyNotPage(context.User, city.City, roster, person) is { } why)
                return Problems.Forbidden(why);
            return desk.PageMe(person, context.User.Identity!.Name!) is { } drill
                ? Results.Accepted($"/api/v1/drills/{drill.Id}", DrillItem.Of(desk.Find(drill.Id)!))
                : Problems.NotFound($"There is no person '{person}' in the people file.");
        })
            .RequireAuthorization(Rights.View)
            .WithSummary("Call a person now, as a test, in every way that the city's ladders use")
            .WithDescription("Everybody may have themselves called, operators whoever stands a duty in their areas. The calls go through the outbox and the channels of real ones. While a test of theirs waits for an answer no second one begins: that one is answered with.")
            .Produces<DrillItem>(StatusCodes.Status202Accepted)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/drills", (HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, string? duty, string? person, int? limit) =>
            limit is < 1 or > MaximumLimit
                ? Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.")
                : Results.Ok(desk.List(duty, person, limit ?? 100).Where(report => DrillRights.MaySee(context.User, city.City, roster, report)).Select(DrillItem.Of).ToList()))
            .RequireAuthorization(Rights.View)
            .WithSummary("Test calls, the newest first: who was called in which ways, what was delivered, who answered after how long, what was missed")
            .WithDescription("duty or person filters by id; limit is 1 to 1000 (default 100).")
            .Produces<IReadOnlyList<DrillItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/drills/{id}", (HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, string id) =>
            desk.Find(id) is { } report && DrillRights.MaySee(context.User, city.City, roster, report) ? Results.Ok(DrillItem.Of(report)) : Unknown(id))
            .RequireAuthorization(Rights.View)
            .WithSummary("One test call")
            .Produces<DrillItem>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/drills/{id}/answer", Answer)
            .RequireAuthorization(Rights.View)
            .WithSummary("Answer a test call: whoever was called, or an operator who has spoken with them")
            .Produces<DrillItem>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        // A program on a telephone answers what it was called for in one way, be it a test or not.
        api.MapPost("/incidents/" + Drill.Prefix + "{rest}/ack", (HttpContext context, DrillDesk desk, CityInForce city, string rest, DrillAnswerBody? body) =>
            Answer(context, desk, city, Drill.Prefix + rest, body)).RequireAuthorization(Rights.View).ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext context, DrillDesk desk, CityInForce city, string id, DrillAnswerBody? body)
    {
        string through = body?.Through ?? "api";
        if (!Throughs.Contains(through))
            return Problems.BadRequest($"through = '{through}': has to be one of {string.Join(", ", Throughs)}.");
        if (body?.Note?.Length > MaximumNote)
            return Problems.BadRequest($"note: has to be at most {MaximumNote} characters.");
        if (desk.Find(id) is not { } report)
            return Unknown(id);
        DrillAnswer answer = desk.Answer(
            id, context.User.Identity!.Name!, DrillRights.MayAnswerForOthers(context.User, city.City, report.Drill), through, string.IsNullOrWhiteSpace(body?.Note) ? null : body.Note);
        return answer.Outcome switch
        {
            DrillAnswerOutcome.Taken => Results.Ok(DrillItem.Of(desk.Find(id)!)),
            DrillAnswerOutcome.AlreadyAnswered => Results.Problem(
                statusCode: StatusCodes.Status409Conflict, detail: $"{id} was answered by {answer.Drill!.AnsweredBy}.",
                extensions: new Dictionary<string, object?> { ["answeredBy"] = answer.Drill.AnsweredBy }),
            DrillAnswerOutcome.NotCalled => Problems.Forbidden($"{id} did not call you; whoever it called has to answer, or an operator of its area."),
            _ => Unknown(id),
        };
    }

    private static IResult Unknown(string id) => Problems.NotFound($"There is no test call '{id}'.");
}
