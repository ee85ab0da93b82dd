using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Alerts;

/// <summary>One line of an incident's history.</summary>
/// <param name="At">Unix milliseconds.</param>
/// <param name="Who">A principal, a channel or <c>rules</c>.</param>
/// <param name="What">A word of the life cycle: raised, changed, acknowledged, cleared, delivered, expired.</param>
/// <param name="Detail">More of it, for people.</param>
internal sealed record IncidentEvent(long At, string Who, string What, string? Detail);

/// <summary>Who did what, when, to an incident.</summary>
internal static class IncidentHistory
{
    public static void Add(SqliteConnection connection, string incident, long at, string who, string what, string? detail) =>
        connection.Execute(
            "INSERT INTO incident_event(incident, at, who, what, detail) VALUES(@incident, @at, @who, @what, @detail)",
            new { incident, at, who, what, detail });

    public static IReadOnlyList<IncidentEvent> Of(SqliteConnection connection, string incident) =>
        connection.Query<IncidentEvent>(
            "SELECT at AS At, who AS Who, what AS What, detail AS Detail FROM incident_event WHERE incident = @incident ORDER BY number",
            new { incident }).ToList();
}
