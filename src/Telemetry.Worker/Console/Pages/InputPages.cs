using System.Globalization;
using System.Text.Json.Nodes;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/devices/{id}/inputs</c>: what was said of a device, and a form to say something. It works without the script.</summary>
internal static class InputPages
{
    private const int ShownHistory = 50;
    private const int MaximumHours = 8_760;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/devices/{id}/inputs", (HttpRequest request, string id, CityInForce city, InputBoard board, OverviewReader reader, TimeProvider time) =>
            Show(request, id, city, board, reader, time, null)).RequireAuthorization(Rights.View).ExcludeFromDescription();
        app.MapPost("/devices/{id}/inputs", async (HttpRequest request, string id, CityInForce city, InputBoard board, OverviewReader reader, InputDesk desk, TimeProvider time) =>
        {
            IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
            if (AreaScope.Of(request.HttpContext.User, city.City).Find(city.City, id) is not { } device)
                return Show(request, id, city, board, reader, time, null);
            if (!TryMake(form, device, time.GetUtcNow(), out JsonObject input))
                return Show(request, id, city, board, reader, time, "'hours' has to be a number from 0.1 to 8760.");
            InputOutcome outcome = await desk.TakeAsync(System.Text.Encoding.UTF8.GetBytes(input.ToJsonString()), request.HttpContext.User, request.HttpContext.RequestAborted);
            return outcome.Mistake is { } mistake ? Show(request, id, city, board, reader, time, mistake) : Results.LocalRedirect($"/devices/{device.Id}/inputs");
        }).RequireAuthorization(Rights.Operate).ExcludeFromDescription();
    }

    /// <summary>A choice of the form: <c>mode=cold-run</c>; with nothing behind the sign it is taken back.</summary>
    public static string Choice(InputKind kind, string? value) => $"{kind.Label()}={value}";

    private static IResult Show(HttpRequest request, string id, CityInForce city, InputBoard board, OverviewReader reader, TimeProvider time, string? mistake)
    {
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (AreaScope.Of(request.HttpContext.User, city.City).Find(city.City, id) is not { } device)
        {
            var missing = PageEndpoints.Page<MissingDevicePage>(request, ("Id", id), ("NowMs", nowMs));
            missing.StatusCode = StatusCodes.Status404NotFound;
            return missing;
        }

        var page = PageEndpoints.Page<InputsPage>(
            request, ("Device", device), ("NowMs", nowMs), ("View", board.Of(device, ShownHistory)), ("Values", reader.Values(device, int.MaxValue)),
            ("Mistake", mistake), ("MayGive", InputRights.Refusal(request.HttpContext.User) is null));
        page.StatusCode = mistake is null ? StatusCodes.Status200OK : StatusCodes.Status400BadRequest;
        return page;
    }

    /// <summary>The form as the JSON that programs send.</summary>
    private static bool TryMake(IFormCollection form, Device device, DateTimeOffset now, out JsonObject input)
    {
        string[] choice = form["what"].ToString().Split('=', 2);
        string value = choice.Length > 1 ? choice[1] : "";
        input = new JsonObject
        {
            ["kind"] = choice[0],
            ["scope"] = new JsonObject { ["device"] = device.Id },
            ["value"] = value switch { "" => null, "true" => true, "false" => false, _ => value },
        };
        if (form["note"].ToString().Trim() is { Length: > 0 } note)
            input["note"] = note;
        // What is taken back is this stretch, not what comes after it.
        if (long.TryParse(form["until"], NumberStyles.None, CultureInfo.InvariantCulture, out long untilMs))
            input["until"] = untilMs;
        if (form["hours"].ToString().Trim() is not { Length: > 0 } text)
            return true;
        if (!double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double hours) || hours is < 0.1 or > MaximumHours)
            return false;
        if (choice[0] != InputKind.Service.Label())
            input["until"] = now.AddHours(hours).ToUnixTimeMilliseconds();
        return true;
    }
}
