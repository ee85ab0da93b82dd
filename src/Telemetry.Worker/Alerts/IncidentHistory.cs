using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Alerts;

/// <summary>One line of an incident's history.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Who">A principal, a channel or <c>rules</c>.</param>
/// <param name="What">A word of the life cycle: raised, changed, acknowledged, cleared, delivered, expired; of people's steps see <see cref="StepWord"/>.</param>
/// <param name="Detail">More of it, for people.</param>
/// <param name="Channel">How a person took the step, see <see cref="StepChannel"/>; null for what no person did.</param>
internal sealed record IncidentEvent(long At, string Who, string What, string? Detail, string? Channel = null);

/// <summary>Who did what, when, to an incident.</summary>
internal static class IncidentHistory
{
    public static void Add(SqliteConnection connection, string incident, long at, string who, string what, string? detail, string? channel = null) =>
        connection.Run(
            "INSERT INTO incident_event(incident, at, who, what, detail, channel) VALUES(@incident, @at, @who, @what, @detail, @channel)",
            ("@incident", incident), ("@at", at), ("@who", who), ("@what", what), ("@detail", detail), ("@channel", channel));

    public static IReadOnlyList<IncidentEvent> Of(SqliteConnection connection, string incident) =>
        connection.Query<IncidentEvent>(
            "SELECT at AS At, who AS Who, what AS What, detail AS Detail, channel AS Channel FROM incident_event WHERE incident = @incident ORDER BY number",
            new { incident }).ToList();

    /// <summary>True when the last thing that somebody did to an incident was just this.</summary>
    public static bool IsLast(SqliteConnection connection, string incident, string who, string what, string? detail) =>
        connection.QueryFirstOrDefault<(string What, string? Detail)>(
            "SELECT what, detail FROM incident_event WHERE incident = @incident AND who = @who ORDER BY number DESC LIMIT 1", new { incident, who }) is var last
        && last.What == what && last.Detail == detail;
}
