using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/silences</c>: what calls nobody and until when, and a form to order it, which shows first what it would catch. It works without the script.</summary>
internal static class SilencePages
{
    private const string Path = "/silences";
    private const int ShownPast = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet(Path, (HttpRequest request, CityInForce city, SilenceBoard board, TimeProvider time) =>
            Show(request, city.City, board, time, new SilenceForm(), null, null)).RequireAuthorization(Rights.View).ExcludeFromDescription();

        app.MapPost(Path, async (HttpRequest request, CityInForce city, SilenceBoard board, SilenceBook book, TimeProvider time) =>
        {
            IFormCollection typed = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            SilenceForm form = SilenceForm.Of(typed);
            if (form.Order(city.City, time.GetUtcNow().ToUnixTimeMilliseconds(), out string? mistake) is not { } order)
                return Show(request, city.City, board, time, form, null, mistake);
            if (typed["step"] != "create")
            {
                (SilencePreview? preview, _, SilenceOutcome? refused) = book.Preview(order, request.HttpContext.User);
                return Show(request, city.City, board, time, form, preview, refused?.Mistake);
            }

            SilenceOutcome outcome = book.Create(order, request.HttpContext.User);
            return outcome.Mistake is null ? Results.LocalRedirect(Path) : Show(request, city.City, board, time, form, null, outcome.Mistake);
        }).RequireAuthorization(Rights.Operate).ExcludeFromDescription();

        app.MapPost($"{Path}/{{id}}", async (HttpRequest request, string id, CityInForce city, SilenceBoard board, SilenceBook book, TimeProvider time) =>
        {
            IFormCollection typed = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            SilenceKind kind = typed["kind"] == "maintenance" ? SilenceKind.Maintenance : SilenceKind.Silence;
            int? version = int.TryParse(typed["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int seen) ? seen : null;
            string? mistake = typed["step"] == "withdraw"
                ? book.Withdraw(kind, id, version, request.HttpContext.User).Mistake
                : double.TryParse(typed["hours"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double hours) && hours is > 0 and <= 8_760
                    ? book.Extend(kind, id, null, TimeSpan.FromHours(hours), version, request.HttpContext.User).Mistake
                    : "'hours' has to be a number up to 8760";
            return mistake is null ? Results.LocalRedirect(Path) : Show(request, city.City, board, time, new SilenceForm(), null, mistake);
        }).RequireAuthorization(Rights.Operate).ExcludeFromDescription();
    }

    private static RazorComponentResult<SilencesPage> Show(
        HttpRequest request, City city, SilenceBoard board, TimeProvider time, SilenceForm form, SilencePreview? preview, string? mistake)
    {
        var page = PageEndpoints.Page<SilencesPage>(
            request, ("NowMs", time.GetUtcNow().ToUnixTimeMilliseconds()), ("City", city), ("Active", board.Active(null, request.HttpContext.User)), ("Past", board.Past(null, ShownPast, request.HttpContext.User)),
            ("Form", form), ("Preview", preview), ("Mistake", mistake),
            ("MayOrder", request.HttpContext.User.IsInRole(ConsoleSchemes.OperatorRole) || request.HttpContext.User.IsInRole(ConsoleSchemes.AdministratorRole)));
        page.StatusCode = mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return page;
    }
}
