using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Reload;

namespace Telemetry.Worker.Console.Api;

/// <summary>A mistake in the city's files.</summary>
/// <param name="File">The path as it was opened.</param>
/// <param name="Line">From 1; null when it is about the file or folder as a whole.</param>
/// <param name="Column">From 1; null when it is about the file or folder as a whole.</param>
/// <param name="Message">What is wrong.</param>
public sealed record MistakeItem(string File, int? Line, int? Column, string Message)
{
    internal static MistakeItem Of(Mistake mistake) =>
        new(mistake.File, mistake.Line == 0 ? null : mistake.Line, mistake.Line == 0 ? null : mistake.Column, mistake.Message);
}

/// <summary>How much a city holds.</summary>
public sealed record CityCounts(int Systems, int Rules, int Areas, int Sites, int Devices, int Groups, int Duties);

/// <summary>What became of a reload.</summary>
/// <param name="Outcome">taken, unchanged, refused or failed.</param>
/// <param name="At">RFC 3339.</param>
/// <param name="By">Who asked for it.</param>
/// <param name="Summary">The same in a sentence.</param>
/// <param name="Mistakes">Every mistake, when it was refused.</param>
/// <param name="Warnings">What was taken and still wants somebody's attention.</param>
public sealed record ReloadItem(string Outcome, string At, string By, string Summary, IReadOnlyList<MistakeItem> Mistakes, IReadOnlyList<string> Warnings);

/// <summary>The city in force.</summary>
/// <param name="Hash">Of all its files.</param>
/// <param name="Folder">Where it is loaded from.</param>
/// <param name="Since">RFC 3339.</param>
/// <param name="By">Who put it in force; start when it was the start of the worker.</param>
/// <param name="Counts">How much it holds.</param>
/// <param name="LastReload">Null when there was none since the start.</param>
public sealed record CityAnswer(string Hash, string Folder, string Since, string By, CityCounts Counts, ReloadItem? LastReload);

/// <summary><c>GET /api/v1/city</c> and <c>POST /api/v1/city/reload</c>.</summary>
internal static class CityApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/city", (CityReload reload) => Results.Ok(Answer(reload)))
            .RequireAuthorization(Rights.ViewCity)
            .WithSummary("The city in force, since when and by whom, and what became of the last reload")
            .Produces<CityAnswer>();

        api.MapPost("/city/reload", async (HttpContext context, CityReload reload) =>
        {
            ReloadOutcome outcome = await reload.ReloadAsync(context.User.Identity!.Name!, context.RequestAborted);
            return outcome.IsFailure ? NotTaken(outcome) : Results.Ok(Answer(reload));
        })
            .RequireAuthorization(Rights.Administer)
            .WithSummary("Read the city's files again; they are taken whole or not at all")
            .WithDescription("200 when they are in force, also when nothing had changed (lastReload.outcome). 422 when they have mistakes: member mistakes has all of them, and nothing changed. 503 when the city could not be kept.")
            .Produces<CityAnswer>()
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static IResult NotTaken(ReloadOutcome outcome) => Results.Problem(
        statusCode: outcome.Result == ReloadResult.Refused ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status503ServiceUnavailable,
        detail: $"The city was not reloaded: {outcome.Summary}.",
        extensions: new Dictionary<string, object?>
        {
            ["outcome"] = ReloadOutcome.Label(outcome.Result),
            ["mistakes"] = outcome.Mistakes.Select(MistakeItem.Of).ToList(),
        });

    private static CityAnswer Answer(CityReload reload)
    {
        (City city, long sinceMs, string by, ReloadOutcome? last) = reload.Status;
        var counts = new CityCounts(
            city.Systems.Count, city.Systems.Sum(system => system.Kinds.Sum(kind => kind.Rules.Count)), city.Areas.Count, city.Sites.Count,
            city.Devices.Count, city.Groups.Count, city.Duties.Count);
        return new CityAnswer(
            city.ContentHash, reload.Folder, TimeText.Rfc3339(sinceMs), by, counts,
            last is null ? null : new ReloadItem(
                ReloadOutcome.Label(last.Result), TimeText.Rfc3339(last.AtMs), last.By, last.Summary, [.. last.Mistakes.Select(MistakeItem.Of)], last.Warnings));
    }
}
