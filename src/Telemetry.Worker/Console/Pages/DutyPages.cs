using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Duties;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/duties</c>: who is on duty, who would be called for a device, and swaps. It works without the script.</summary>
internal static class DutyPages
{
    private const string Path = "/duties";
    private const string LocalForm = "yyyy-MM-dd'T'HH:mm";

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time) =>
            Show(context, desk, overrides, time, null)).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapPost(Path + "/swaps", async (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time) =>
        {
            IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
            DutyFinder finder = desk.Finder;
            var request = new DutySwapRequest(
                form["duty"], form["person"], Moment(form["until"].ToString(), finder.City), form["reason"], Optional(form["shift"]), Optional(form["replaces"]),
                Optional(Moment(form["from"].ToString(), finder.City)));
            DutySwapOutcome outcome = DutySwaps.Make(request, context.User, finder, overrides, time.GetUtcNow().ToUnixTimeMilliseconds());
            return Answer(context, desk, overrides, time, outcome);
        })
            .RequireAuthorization(Rights.Operate).ExcludeFromDescription();
        app.MapPost(Path + "/swaps/{id:long}/end", (HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, long id) =>
            Answer(context, desk, overrides, time, DutySwaps.End(id, context.User, desk.Finder, overrides)))
            .RequireAuthorization(Rights.Operate).ExcludeFromDescription();
    }

    private static IResult Answer(HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, DutySwapOutcome outcome)
    {
        if (outcome.Refusal is not { } why)
            return Results.LocalRedirect(Path);
        RazorComponentResult<DutiesPage> page = Show(context, desk, overrides, time, why);
        page.StatusCode = outcome.IsForbidden ? StatusCodes.Status403Forbidden : StatusCodes.Status400BadRequest;
        return page;
    }

    private static RazorComponentResult<DutiesPage> Show(HttpContext context, DutyDesk desk, DutyOverrides overrides, TimeProvider time, string? trouble)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        DutyFinder finder = desk.Finder;
        City city = finder.City;
        IQueryCollection query = context.Request.Query;
        var scope = AreaScope.Of(context.User, city);
        Area? area = query["area"].ToString() is { Length: > 0 } name ? city.FindArea(name) : null;
        string? asked = Optional(query["device"].ToString().Trim());
        Device? device = scope.Find(city, asked);
        if (asked is not null && device is null)
            trouble ??= $"There is no device '{asked}'{NearestName.Hint(asked, city.Devices.Where(scope.Covers).Select(known => known.Id))}.";
        var view = new DutiesView(
            DutyReport.Local(nowMs, city.Alarms.TimeZone), city.Alarms.TimeZone, area, [.. city.Areas.Where(one => scope.Knows(city, one)).OrderBy(one => one.Level)],
            [.. city.Duties.Where(duty => scope.Covers(duty.Area.Id) && (area is null || duty.Area.IsWithin(area))).OrderBy(duty => duty.Area.Level).Select(duty => finder.LevelOf(duty, nowMs))],
            finder.Roster, [.. overrides.All.Where(swap => swap.UntilMs > nowMs && (scope.IsEverything || city.Duties.Any(duty => duty.Id == swap.DutyId && scope.Covers(duty.Area.Id)))).OrderBy(swap => swap.FromMs)], asked,
            device is null ? null : finder.Find(device.Area.Id, device.Kind.System.Id, nowMs), trouble,
            context.User.IsInRole(ConsoleSchemes.OperatorRole) || context.User.IsInRole(ConsoleSchemes.AdministratorRole));
        return new RazorComponentResult<DutiesPage>(new Dictionary<string, object?>
        {
            ["Words"] = Words.For(context.Request),
            ["Path"] = Path,
            ["NowMs"] = nowMs,
            ["View"] = view,
        });
    }

    /// <summary>What a browser's field of date and time holds has no zone: it is the city's. Anything else is left as it is.</summary>
    private static string Moment(string text, City city) =>
        DateTime.TryParseExact(text.Trim(), LocalForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local)
            ? TimeText.Rfc3339(new DateTimeOffset(local, city.Alarms.TimeZone.GetUtcOffset(local)).ToUnixTimeMilliseconds())
            : text.Trim();

    private static string? Optional(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
