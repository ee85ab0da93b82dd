using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;

namespace Telemetry.Worker.Console.Api;

/// <summary>What an input is about; just one id, or area and system.</summary>
public sealed record InputScopeItem(string? Device, string? Site, string? Area, string? System);

/// <summary>What a person or program said of the city. Times are RFC 3339 in UTC.</summary>
/// <param name="Kind">mode, phase, away, permit, maintenance, service, weather, forecast or plan.</param>
/// <param name="Name">Weather and forecast: of what. Plan: the field.</param>
/// <param name="Value">A text, number or boolean; null when it was taken back, and for a forecast or plan.</param>
/// <param name="TakenBack">True when it took back what was said.</param>
/// <param name="From">Since when; of a service, when it was done.</param>
/// <param name="Until">Null without an end.</param>
/// <param name="By">Who said it; <c>mqtt:</c> stands before the name of an MQTT account.</param>
/// <param name="At">When.</param>
/// <param name="Points">How many a forecast or plan has; only in the history.</param>
/// <param name="Id">The giver's own.</param>
/// <param name="Position">In the journal; only in the history.</param>
public sealed record InputItem(
    string Kind, InputScopeItem Scope, string? Name, object? Value, bool TakenBack, string From, string? Until, string By, string At, int? Points, string? Note,
    string? Id, long? Position);

/// <summary>What became of an input.</summary>
/// <param name="Taken">False when one with its id was taken before; nothing was changed then.</param>
/// <param name="Input">As it was understood.</param>
public sealed record InputTakenAnswer(bool Taken, InputItem Input);

/// <summary>What is said of a device or an area.</summary>
/// <param name="InForce">What counts now. Of a device: the one of each kind that its rules see.</param>
/// <param name="Ahead">What begins later; the next first.</param>
/// <param name="History">What was taken, the newest first.</param>
public sealed record InputsAnswer(IReadOnlyList<InputItem> InForce, IReadOnlyList<InputItem> Ahead, IReadOnlyList<InputItem> History);

/// <summary><c>POST /api/v1/inputs</c> and <c>GET /api/v1/inputs</c>.</summary>
internal static class InputsApi
{
    private const int MaximumLimit = 10_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/inputs", async (HttpContext context, InputDesk desk) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body, context.RequestAborted);
            return await desk.TakeAsync(body.ToArray(), context.User, context.RequestAborted) switch
            {
                { IsForbidden: true, Mistake: { } why } => Problems.Forbidden(why + "."),
                { IsTooMany: true, Mistake: { } why } => Results.Problem(statusCode: StatusCodes.Status429TooManyRequests, detail: why + "."),
                { Mistake: { } mistake } => Problems.BadRequest(mistake + "."),
                { Record: { } record, Position: var position } => Results.Ok(new InputTakenAnswer(position is not null, Item(record, position, record.Points.Count))),
                _ => throw new InvalidOperationException("An input was neither taken nor refused."),
            };
        })
            .RequireAuthorization(Rights.Operate)
            .Accepts<object>("application/json")
            .WithSummary("Say something of the city that rules look at: mode, phase, away, permit, maintenance, service, weather, forecast, plan")
            .WithDescription("""The body is such as {"kind":"mode","scope":{"device":"hs-0001"},"value":"cold-run","until":"2026-11-15T00:00:00+08:00"}; docs/inputs.md tells all. It is on disk when this answers.""")
            .Produces<InputTakenAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status429TooManyRequests);

        api.MapGet("/inputs", (HttpContext context, CityInForce city, InputBoard board, string? device, string? area, int? limit) =>
        {
            if (limit is < 1 or > MaximumLimit)
                return Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.");
            if (device is not null && area is not null)
                return Problems.BadRequest("device and area are both given; ask for one of them.");
            AreaScope scope = AreaScope.Of(context.User, city.City);
            if (device is not null)
                return scope.Find(city.City, device) is { } known ? Results.Ok(Answer(board.Of(known, limit ?? 100))) : Problems.UnknownDevice(device, city.City, scope);
            Area? within = area is null ? null : city.City.FindArea(area);
            if (within is not null && !scope.Knows(city.City, within))
                within = null;
            return area is not null && within is null
                ? Problems.NotFound($"There is no area '{area}'{NearestName.Hint(area, city.City.Areas.Where(a => scope.Covers(a.Id)).Select(a => a.Id))}.")
                : Results.Ok(Answer(board.Of(city.City, within, limit ?? 100, scope)));
        })
            .RequireAuthorization(Rights.View)
            .WithSummary("What people and programs said of a device, an area or the whole city: in force, ahead, and the history")
            .WithDescription("device or area filters by id; limit, 1 to 10000 (default 100), is of each list.")
            .Produces<InputsAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static InputsAnswer Answer(InputView view) => new(
        [.. view.InForce.Select(record => Item(record, null, 0))], [.. view.Ahead.Select(record => Item(record, null, 0))],
        [.. view.History.Select(taken => Item(taken.Record, taken.Position, taken.Points))]);

    private static InputItem Item(InputRecord record, long? position, int points) => new(
        record.Kind.Label(), new InputScopeItem(record.Scope.Device, record.Scope.Site, record.Scope.Area, record.Scope.System),
        record.Name.Length == 0 ? null : record.Name, Value(record), record.IsTakenBack, TimeText.Rfc3339(record.FromMs),
        record.UntilMs == long.MaxValue || record.Kind == InputKind.Service ? null : TimeText.Rfc3339(record.UntilMs), record.Principal,
        TimeText.Rfc3339(record.GivenAtMs), points == 0 ? null : points, record.Note, record.Id, position);

    private static object? Value(InputRecord record) => record switch
    {
        { IsTakenBack: true } or { Kind: InputKind.Forecast or InputKind.Plan } => null,
        { Kind: InputKind.Mode or InputKind.Phase } => record.Text,
        { Kind: InputKind.Weather } => record.Number,
        _ => record.Number == 1,
    };
}
