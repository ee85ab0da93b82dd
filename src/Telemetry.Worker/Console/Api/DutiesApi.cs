using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Console.Api;

/// <summary>A swap: somebody stands a duty for a time instead of who is written down. Times are RFC 3339 in UTC.</summary>
/// <param name="Shift">Only for this shift of the duty; null for all.</param>
/// <param name="Replaces">Instead of whom; null for all who hold it.</param>
/// <param name="State">running, ahead or over.</param>
public sealed record DutySwapItem(
    long Id, string Duty, string? Shift, string Person, string? Replaces, string From, string Until, string Reason, string By, string At, string State);

/// <summary>A swap that somebody wants.</summary>
/// <param name="Duty">A duty of the city.</param>
/// <param name="Person">Of people.yaml.</param>
/// <param name="Until">RFC 3339 or Unix milliseconds.</param>
/// <param name="Reason">For those who wonder later.</param>
/// <param name="Shift">Only for this shift.</param>
/// <param name="Replaces">Instead of this person only.</param>
/// <param name="From">Now without it.</param>
public sealed record DutySwapRequest(string? Duty, string? Person, string? Until, string? Reason, string? Shift = null, string? Replaces = null, string? From = null);

/// <summary>Every duty and who stands in it, and the swaps.</summary>
public sealed record DutiesAnswer(string At, string LocalTime, string TimeZone, IReadOnlyList<DutyItem> Duties, IReadOnlyList<DutySwapItem> Swaps);

/// <summary><c>/api/v1/duties</c>: who is on duty, who would be called, and swaps.</summary>
internal static class DutiesApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/duties", (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, string? at, string? area) =>
        {
            long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds(), atMs = nowMs;
            if (at is not null && !TimeText.TryRead(at, nowMs, out atMs))
                return NoTime(at);
            DutyFinder finder = desk.Finder;
            Area? within = area is null ? null : finder.City.FindArea(area);
            var scope = AreaScope.Of(context.User, finder.City);
            if (area is not null && (within is null || !scope.Knows(finder.City, within)))
                return Problems.NotFound($"There is no area '{area}'{NearestName.Hint(area, finder.City.Areas.Where(known => scope.Covers(known.Id)).Select(known => known.Id))}.");
            TimeZoneInfo zone = finder.City.Alarms.TimeZone;
            return Results.Ok(new DutiesAnswer(
                TimeText.Rfc3339(atMs), DutyReport.Local(atMs, zone), zone.Id,
                [.. finder.City.Duties.Where(duty => scope.Covers(duty.Area.Id) && (within is null || duty.Area.IsWithin(within))).Select(duty => DutyReport.Item(finder.LevelOf(duty, atMs)))],
                [.. overrides.All.Where(swap => swap.UntilMs > atMs && (scope.IsEverything || finder.City.Duties.Any(duty => duty.Id == swap.DutyId && scope.Covers(duty.Area.Id)))).Select(swap => Item(swap, nowMs))]));
        })
            .RequireAuthorization(Rights.View)
            .WithSummary("Every duty and who stands in it")
            .WithDescription("at: RFC 3339, Unix milliseconds or now (the default). area: only duties in it. Swaps that are over at that moment are left out.")
            .Produces<DutiesAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/duties/who", (HttpContext context, DutyDesk desk, TimeProvider time, string? device, string? at) =>
        {
            long atMs = time.GetUtcNow().ToUnixTimeMilliseconds();
            if (at is not null && !TimeText.TryRead(at, atMs, out atMs))
                return NoTime(at);
            if (device is null)
                return Problems.BadRequest("device is missing: whose duties are asked for?");
            DutyFinder finder = desk.Finder;
            var scope = AreaScope.Of(context.User, finder.City);
            return scope.Find(finder.City, device) is { } known
                ? Results.Ok(DutyReport.Of(finder, desk.Ladders, known, atMs))
                : Problems.UnknownDevice(device, finder.City, scope);
        })
            .RequireAuthorization(Rights.View)
            .WithSummary("Who would be called for a device at a moment, and why; the same as telemetry duty")
            .WithDescription("device: its id. at: RFC 3339, Unix milliseconds or now (the default).")
            .Produces<DutyAnswer>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapPost("/duties/overrides", (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, DutySwapRequest request) =>
        {
            DutySwapOutcome outcome = DutySwaps.Make(request, context.User, desk.Finder, overrides, time.GetUtcNow().ToUnixTimeMilliseconds());
            return outcome switch
            {
                { IsForbidden: true, Refusal: { } why } => Problems.Forbidden(why + "."),
                { Refusal: { } why } => Problems.BadRequest(why + "."),
                _ => Results.Ok(Item(outcome.Swap!, time.GetUtcNow().ToUnixTimeMilliseconds())),
            };
        })
            .RequireAuthorization(Rights.Operate)
            .WithSummary("Swap: a person stands a duty for a time instead of who is written down")
            .WithDescription("""The body is such as {"duty":"water-duty-daiwan","person":"wang-fang","until":"2026-10-02T08:00:00+08:00","reason":"leave"}; shift, replaces and from are optional. It wins over people.yaml and is on disk when this answers.""")
            .Produces<DutySwapItem>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status403Forbidden);

        api.MapDelete("/duties/overrides/{id:long}", (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, long id) =>
        {
            DutySwapOutcome outcome = DutySwaps.End(id, context.User, desk.Finder, overrides);
            return outcome switch
            {
                { IsForbidden: true, Refusal: { } why } => Problems.Forbidden(why + "."),
                { Refusal: { } why } => Results.Problem(statusCode: StatusCodes.Status409Conflict, detail: why + "."),
                { Swap: null } => Problems.NotFound($"There is no swap {id}."),
                { Swap: { } swap } => Results.Ok(Item(swap, time.GetUtcNow().ToUnixTimeMilliseconds())),
            };
        })
            .RequireAuthorization(Rights.Operate)
            .WithSummary("End a swap: one that runs ends now, one that is ahead is taken back")
            .Produces<DutySwapItem>()
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static DutySwapItem Item(DutyOverride swap, long nowMs) => new(
        swap.Id, swap.DutyId, swap.Shift, swap.PersonId, swap.Replaces, TimeText.Rfc3339(swap.FromMs), TimeText.Rfc3339(swap.UntilMs), swap.Reason, swap.By,
        TimeText.Rfc3339(swap.AtMs), swap.UntilMs <= nowMs ? "over" : swap.FromMs <= nowMs ? "running" : "ahead");

    private static IResult NoTime(string at) =>
        Problems.BadRequest($"at = '{at}' is no moment; write RFC 3339 such as 2026-10-01T23:00:00+08:00, Unix milliseconds or now.");
}
