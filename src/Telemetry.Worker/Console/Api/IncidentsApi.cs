using System.Globalization;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary><c>GET /api/v1/incidents</c> and <c>GET /api/v1/incidents/{id}</c>. The steps are <see cref="IncidentStepsApi"/>'s.</summary>
internal static class IncidentsApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/incidents", List)
            .RequireAuthorization(Rights.View)
            .WithSummary("Incidents, the most urgent and newest first, a page at a time")
            .WithDescription(
                "state: open (default), all, unacknowledged, acknowledged, returned-unacknowledged, shelved, suppressed-by-design, out-of-service or closed. "
                + "severity, system, area (with all below it), device, assigned and lifeSafety (true, false) filter. limit: 1 to 10000 (default 1000). "
                + "When there are more, the answer has a header Link with the next page, which goes on after the incident named by 'after'. "
                + "Header Telemetry-Total: how many match. Only what lies in the caller's areas is listed.")
            .Produces<IReadOnlyList<IncidentItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/incidents/{id}", One)
            .RequireAuthorization(Rights.View)
            .WithSummary("One incident with its history, and with its members when it is a group")
            .Produces<IncidentAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);

        IncidentStepsApi.Map(api);
    }

    public static IncidentItem Item(Incident incident) => IncidentItem.Of(incident);

    /// <summary>Also for whoever asks for one of an area that is not theirs, whether to read it or to take a step.</summary>
    public static IResult NoIncident(string id) => Problems.NotFound($"There is no incident '{id}'.");

    internal static IResult List(HttpContext context, AlertDatabase database, CityInForce city, [AsParameters] IncidentQuery query) => database.Read(connection =>
    {
        if (query.Problem(connection, context.User, city.City, out IncidentFilter filter) is { } problem)
            return problem;
        IReadOnlyList<Incident> found = IncidentStore.List(connection, filter);
        IReadOnlySet<string> onScreen = EscalationStore.OnScreen(connection);
        List<IncidentItem> page = [.. found.Take(filter.Limit - 1).Select(i => Item(i) with { OnScreen = onScreen.Contains(i.Id) })];
        context.Response.Headers["Telemetry-Total"] = IncidentStore.Count(connection, filter).ToString(CultureInfo.InvariantCulture);
        if (found.Count == filter.Limit)
            context.Response.Headers.Link = $"<{context.Request.Path}{query.Next(page[^1].Id)}>; rel=\"next\"";
        return Results.Ok(page);
    });

    internal static IResult One(HttpContext context, AlertDatabase database, CityInForce city, string id)
    {
        var scope = AreaScope.Of(context.User, city.City);
        return database.Read(connection => IncidentStore.Find(connection, id) is { } incident && scope.Covers(incident.AreaId)
            ? Results.Ok(Answer(connection, incident, scope))
            : NoIncident(id));
    }

    private static IncidentAnswer Answer(SqliteConnection connection, Incident incident, AreaScope scope) => new(
        Item(incident) with { OnScreen = EscalationStore.IsOnScreen(connection, incident.Id) },
        [.. IncidentHistory.Of(connection, incident.Id).Select(e => new IncidentEventItem(TimeText.Rfc3339(e.At), e.Who, e.What, e.Detail, e.Channel))],
        [.. IncidentStore.Members(connection, incident.Id).Where(member => scope.Covers(member.AreaId)).Select(IncidentMember.Of)]);
}
