using System.Security.Claims;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary>How far an incident has climbed its ladder. Times are RFC 3339 in UTC.</summary>
/// <param name="Incident">Its id.</param>
/// <param name="Ladder">The ladder that it climbs.</param>
/// <param name="Phase">answer (people are called until one answers), on-site (whoever answered is to come), arrival (they did not come in time: people are called again) or re-alarm (it alarms anew when it stands too long).</param>
/// <param name="Step">Steps taken so far; of a phase that calls nobody, when somebody answered.</param>
/// <param name="Steps">Steps of the ladder.</param>
/// <param name="Round">How often the last step was repeated.</param>
/// <param name="NextAt">When something is due next, by the clock as it is now; null when nothing is.</param>
/// <param name="OnScreen">True while the centre's screen shows it until somebody answers.</param>
/// <param name="WaitingPages">Pages that the next calls will tell.</param>
public sealed record EscalationItem(
    string Incident, string Ladder, string Phase, int Step, int Steps, int Round, string? NextAt, bool OnScreen, int WaitingPages);

/// <summary>That somebody was to be told of an incident. Contact ways are never shown.</summary>
/// <param name="Person">The id of the person; null when the role itself was called, and for a screen.</param>
/// <param name="Duty">For which duty; null when no duty answers.</param>
/// <param name="Way">call, app, sms or screen.</param>
/// <param name="Step">By which step of the ladder, from 1.</param>
/// <param name="Round">How often that step had been repeated.</param>
/// <param name="State">waiting for the next call, called, or cancelled because somebody answered first.</param>
/// <param name="Call">The key of the call; the same for everything that it told.</param>
public sealed record EscalationPage(string At, string? Person, string? Duty, string Way, int Step, int Round, string State, string? Call);

/// <summary>An escalation and what was called for it.</summary>
/// <param name="Escalation">Null when nobody is called: it is over, put aside, answered with nothing more to come, or has no ladder.</param>
/// <param name="Pages">Since the incident began, in order.</param>
public sealed record EscalationAnswer(EscalationItem? Escalation, IReadOnlyList<EscalationPage> Pages);

/// <summary><c>GET /api/v1/escalations</c>, <c>GET /api/v1/incidents/{id}/escalation</c>.</summary>
internal static class EscalationApi
{
    private const int MaximumLimit = 1_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/escalations", (HttpContext context, AlertDatabase database, IWhoAnswers desk, SteadyTime steady, CityInForce city, TimeProvider time, string? after, int? limit) =>
            limit is < 1 or > MaximumLimit
                ? Problems.BadRequest($"limit = {limit} has to be from 1 to {MaximumLimit}.")
                : Results.Ok(database.Read(connection => (IReadOnlyList<EscalationItem>)[.. EscalationStore.Page(connection, after ?? "", limit ?? 200)
                    .Select(state => (State: state, Incident: IncidentStore.Find(connection, state.Incident)))
                    .Where(found => found.Incident is not null && Rights.Covers(context.User, city.City, found.Incident.AreaId))
                    .Select(found => Item(connection, found.State, found.Incident!, desk, steady, time))])))
            .RequireAuthorization(Rights.View)
            .WithSummary("Escalations that go on, by the id of their incident")
            .WithDescription("after: the id of the last incident of the page before. limit: 1 to 1000 (default 200). Only those of your areas: a page may be shorter than the limit.")
            .Produces<IReadOnlyList<EscalationItem>>()
            .ProducesProblem(StatusCodes.Status400BadRequest);

        api.MapGet("/incidents/{id}/escalation", (HttpContext context, AlertDatabase database, IWhoAnswers desk, SteadyTime steady, CityInForce city, TimeProvider time, string id) =>
            database.Read(connection => Answer(connection, id, context.User, city, desk, steady, time)) is { } answer
                ? Results.Ok(answer)
                : Problems.NotFound($"There is no incident '{id}'."))
            .RequireAuthorization(Rights.View)
            .WithSummary("How far an incident has climbed its ladder, and who was called")
            .Produces<EscalationAnswer>()
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static EscalationAnswer? Answer(
        SqliteConnection connection, string id, ClaimsPrincipal user, CityInForce city, IWhoAnswers desk, SteadyTime steady, TimeProvider time)
    {
        if (IncidentStore.Find(connection, id) is not { } incident || !Rights.Covers(user, city.City, incident.AreaId))
            return null;
        return new EscalationAnswer(
            EscalationStore.Find(connection, id) is { } state ? Item(connection, state, incident, desk, steady, time) : null,
            [.. PageStore.Of(connection, id).Select(page => new EscalationPage(
                TimeText.Rfc3339(page.Created), page.Person, page.Duty, page.Way, page.Step, page.Round, page.State, page.Call))]);
    }

    private static EscalationItem Item(SqliteConnection connection, EscalationState state, Incident incident, IWhoAnswers desk, SteadyTime steady, TimeProvider time)
    {
        int steps = desk.LadderOf(incident)?.Steps.Count ?? 0;
        string? nextAt = state.DueMs is { } due ? TimeText.Rfc3339(time.GetUtcNow().ToUnixTimeMilliseconds() + due - steady.NowMs) : null;
        return new EscalationItem(
            state.Incident, state.Ladder, state.Phase.Label(), state.Step, steps, state.Round, nextAt, state.OnScreen,
            PageStore.CountWaiting(connection, state.Incident));
    }
}
