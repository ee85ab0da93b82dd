using System.Globalization;
using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Api;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Console.Pages;

/// <summary><c>/incidents/{id}</c>: one incident, and forms for the steps that may be taken with it. They work without the script.</summary>
internal sealed class IncidentPages(
    AlertDatabase database, CityInForce city, OverviewReader reader, SnapshotKeeper snapshots, StepDesk desk, IncidentsOptions options, TimeProvider time)
{
    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/incidents/{id}", (HttpRequest request, string id, IncidentPages pages) => pages.ShowAsync(request, id, null, StatusCodes.Status200OK))
            .RequireAuthorization(Rights.View)
            .ExcludeFromDescription();
        foreach (IncidentStep step in Enum.GetValues<IncidentStep>())
        {
            app.MapPost($"/incidents/{{id}}/{step.Path()}", (HttpRequest request, string id, IncidentPages pages) => pages.TakeAsync(request, id, step))
                .RequireAuthorization(StepDesk.Policy(step))
                .ExcludeFromDescription();
        }
    }

    private async Task<IResult> TakeAsync(HttpRequest request, string id, IncidentStep step)
    {
        IFormCollection form = await request.ReadFormAsync(request.HttpContext.RequestAborted);
        var wish = new StepWish(step)
        {
            Note = form["note"],
            Reason = form["reason"],
            To = form["to"],
            Minutes = double.TryParse(form["minutes"], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double minutes) ? minutes : null,
            Version = int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out int version) ? version : null,
        };
        return await desk.TakeAsync(id, wish, request.HttpContext.User, StepChannel.Page) switch
        {
            { IsForbidden: true, Mistake: { } why } => await ShowAsync(request, id, DisplayText.Same(why), StatusCodes.Status403Forbidden),
            { Result.Refusal: { IsWrongRequest: true } wrong } => await ShowAsync(request, id, wrong.Message, StatusCodes.Status400BadRequest),
            { Mistake: { } mistake } => await ShowAsync(request, id, DisplayText.Same(mistake), StatusCodes.Status400BadRequest),
            { Result.Refusal: { } refusal } => await ShowAsync(request, id, refusal.Message, StatusCodes.Status409Conflict),
            { Result: null } => await ShowAsync(request, id, null, StatusCodes.Status404NotFound),
            _ => Results.LocalRedirect(form["from"] == "/" ? "/" : $"/incidents/{Uri.EscapeDataString(id)}"),
        };
    }

    private async Task<IResult> ShowAsync(HttpRequest request, string id, LocalizedText? mistake, int status)
    {
        (Incident? incident, IReadOnlyList<IncidentEvent> events, IReadOnlyList<Incident> members) =
            database.Read(c => (IncidentStore.Find(c, id), IncidentHistory.Of(c, id), IncidentStore.Members(c, id)));
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        var scope = AreaScope.Of(request.HttpContext.User, city.City);
        if (incident is null || !scope.Covers(incident.AreaId))
        {
            var missing = PageEndpoints.Page<MissingPage>(request, ("Id", id), ("NowMs", nowMs), ("What", new LocalizedText("告警", "incident")));
            missing.StatusCode = StatusCodes.Status404NotFound;
            return missing;
        }

        Device? device = city.City.FindDevice(incident.DeviceId);
        IncidentView view = IncidentView.Of(incident, city.City, nowMs);
        var page = PageEndpoints.Page<IncidentPage>(
            request,
            // The path of a form is none that can be fetched again.
            ("Path", $"/incidents/{incident.Id}"),
            ("View", view),
            ("NowMs", nowMs),
            ("Rule", RuleView.Of(device?.Kind, incident.RuleId)),
            ("Members", members.Where(member => scope.Covers(member.AreaId)).Select(member => IncidentView.Of(member, city.City, nowMs)).ToList()),
            ("History", HistoryLine.Of(events, device?.Kind)),
            ("Values", incident.SystemId == OwnIncident.SystemId ? null : device is null ? [] : reader.Values(device, int.MaxValue)),
            ("Offered", await desk.OfferedAsync(request.HttpContext.User, incident)),
            ("Limits", options.Limits),
            ("MaximumNote", options.MaximumNote),
            ("Mistake", mistake),
            ("HasPicture", view.Snapshot is { } snapshot && snapshots.Find(incident.DeviceId, snapshot) is not null));
        page.StatusCode = status;
        return page;
    }
}
