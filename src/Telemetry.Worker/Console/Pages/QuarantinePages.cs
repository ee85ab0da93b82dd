using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Console.Pages;

/// <summary>The page of rejected messages, and the form on it that tries them again. It works without a script.</summary>
internal static class QuarantinePages
{
    private const int PageMessages = 50;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/quarantine", (HttpContext context, QuarantineStore store, CityInForce city, TimeProvider time, [AsParameters] QuarantineQuery query, long? before) =>
            Show(context, store, city, time, query, before, null, null)).RequireAuthorization(Rights.OperateCity).ExcludeFromDescription();
        app.MapPost("/quarantine", ReplayAsync)
            .RequireAuthorization(Rights.OperateCity)
            .ExcludeFromDescription();
    }

    private static async Task<RazorComponentResult<QuarantinePage>> ReplayAsync(
        HttpContext context, QuarantineStore store, QuarantineReplay replay, CityInForce city, TimeProvider time, [AsParameters] QuarantineQuery query)
    {
        IFormCollection form = await context.Request.ReadFormAsync(context.RequestAborted);
        List<long> positions = [.. form["position"].Select(text => long.TryParse(text, CultureInfo.InvariantCulture, out long position) ? position : -1)];
        bool isDry = form["do"] != "replay";
        (ReplayReport? report, string? trouble) = (null, null);
        if (query.ToFilter(city.City, time.GetUtcNow().ToUnixTimeMilliseconds(), out trouble!) is { } filter)
        {
            try
            {
                report = await replay.RunAsync(positions.Count > 0 ? positions : null, filter, isDry, context.User.Identity!.Name!, context.RequestAborted);
                trouble = report is null ? "Another replay runs; wait until it is done." : null;
            }
            catch (Exception e) when (e is TimeoutException or JournalFailedException)
            {
                trouble = e.Message;
            }
        }

        return Show(context, store, city, time, query, null, report is null ? null : ReplayAnswer.Of(report), trouble);
    }

    private static RazorComponentResult<QuarantinePage> Show(
        HttpContext context, QuarantineStore store, CityInForce city, TimeProvider time, QuarantineQuery query, long? before, ReplayAnswer? report, string? trouble)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        QuarantineFilter? filter = query.ToFilter(city.City, nowMs, out string mistake);
        IReadOnlyList<QuarantinedMessage> found = filter is null ? [] : store.List(filter, before, PageMessages + 1);
        bool mayReplay = context.User.IsInRole(ConsoleSchemes.AdministratorRole) || context.User.IsInRole(ConsoleSchemes.OperatorRole);
        var view = new QuarantineView(
            query, Text(query), mistake.Length == 0 ? null : mistake, store.Count, [.. found.Take(PageMessages)],
            found.Count > PageMessages ? found[PageMessages - 1].Position : null, report, trouble, mayReplay, PictureAccess.MaySeeAll(context.User));
        return new RazorComponentResult<QuarantinePage>(new Dictionary<string, object?>
        {
            ["Words"] = Words.For(context.Request),
            ["Path"] = context.Request.Path.Value,
            ["NowMs"] = nowMs,
            ["View"] = view,
        });
    }

    private static string Text(QuarantineQuery query)
    {
        (string Name, string? Value)[] parts =
        [
            ("reason", query.Reason), ("device", query.Device), ("area", query.Area), ("system", query.System), ("channel", query.Channel), ("topic", query.Topic),
            ("text", query.Text), ("from", query.From), ("to", query.To), ("replayed", query.Replayed?.ToString().ToLowerInvariant()),
        ];
        string text = string.Join('&', parts.Where(part => !string.IsNullOrEmpty(part.Value)).Select(part => $"{part.Name}={Uri.EscapeDataString(part.Value!)}"));
        return text.Length == 0 ? "" : "?" + text;
    }
}
