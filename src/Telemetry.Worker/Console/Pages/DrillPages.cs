using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/drills</c>: the newest test calls, and forms to begin and to answer one. It works without the script; a GET changes nothing.</summary>
internal static class DrillPages
{
    private const int Shown = 100;
    private const int MaximumNote = 1_000;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/drills", (HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, TimeProvider time) =>
            Show(context, desk, city, roster, time, null, StatusCodes.Status200OK)).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapPost("/drills", async (HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, TimeProvider time) =>
        {
            string person = (await context.Request.ReadFormAsync(context.RequestAborted))["person"].ToString().Trim();
            if (DrillRights.WhyNotPage(context.User, city.City, roster, person) is { } why)
                return Show(context, desk, city, roster, time, why, StatusCodes.Status403Forbidden);
            return desk.PageMe(person, context.User.Identity!.Name!) is { } drill
                ? Results.LocalRedirect($"/drills/{drill.Id}")
                : Show(context, desk, city, roster, time, $"There is no person '{person}' in the people file.", StatusCodes.Status404NotFound);
        }).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapGet("/drills/{id}", ShowOne).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapPost("/drills/{id}/answer", async (HttpContext context, DrillDesk desk, CityInForce city, TimeProvider time, string id) =>
        {
            string note = (await context.Request.ReadFormAsync(context.RequestAborted))["note"].ToString().Trim();
            if (desk.Find(id) is { } report && note.Length <= MaximumNote)
            {
                desk.Answer(
                    id, context.User.Identity!.Name!, DrillRights.MayAnswerForOthers(context.User, city.City, report.Drill), "page", note.Length == 0 ? null : note);
            }

            return Results.LocalRedirect($"/drills/{Uri.EscapeDataString(id)}");
        }).RequireAuthorization(Rights.View).ExcludeFromDescription();
        // The link of a call leads to its incident; that of a test call is this.
        app.MapGet("/incidents/" + Drill.Prefix + "{rest}", (string rest) => Results.LocalRedirect($"/drills/{Drill.Prefix}{Uri.EscapeDataString(rest)}")).RequireAuthorization(Rights.View).ExcludeFromDescription();
    }

    private static RazorComponentResult<DrillsPage> Show(HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, TimeProvider time, string? mistake, int status)
    {
        var page = PageEndpoints.Page<DrillsPage>(
            context.Request, ("NowMs", time.GetUtcNow().ToUnixTimeMilliseconds()), ("Mistake", mistake), ("User", context.User.Identity!.Name),
            ("MayPageOthers", DrillRights.IsOperator(context.User)),
            ("Reports", desk.List(null, null, Shown).Where(report => DrillRights.MaySee(context.User, city.City, roster, report)).ToList()));
        page.StatusCode = status;
        return page;
    }

    private static IResult ShowOne(HttpContext context, DrillDesk desk, CityInForce city, IDrillRoster roster, TimeProvider time, string id)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (desk.Find(id) is { } report && DrillRights.MaySee(context.User, city.City, roster, report))
        {
            return PageEndpoints.Page<DrillPage>(
                context.Request, ("NowMs", nowMs), ("Report", report), ("MayAnswer", DrillRights.MayAnswer(context.User, city.City, report)));
        }

        var missing = PageEndpoints.Page<MissingPage>(context.Request, ("Id", id), ("NowMs", nowMs), ("What", new LocalizedText("测试呼叫", "test call")));
        missing.StatusCode = StatusCodes.Status404NotFound;
        return missing;
    }
}
