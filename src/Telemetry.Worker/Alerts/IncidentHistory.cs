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
        connection.Execute(
            "INSERT INTO incident_event(incident, at, who, what, detail, channel) VALUES(@incident, @at, @who, @what, @detail, @channel)",
            new { incident, at, who, what, detail, channel });

    /// <summary>
    /// Adds a line of what is done again and again while nobody answers: only the last of the repetitions stays, so that a history
    /// of days can be read. What was before a person's step or another alarm is left alone.
    /// </summary>
    /// <param name="prefix">What all lines of the same repetition begin with.</param>
    public static void AddRepeat(SqliteConnection connection, string incident, long at, string who, string what, string? detail, string prefix)
    {
        connection.Execute(
            """
            DELETE FROM incident_event WHERE incident = @incident AND who = @who AND what = @what AND substr(detail, 1, length(@prefix)) = @prefix
                AND number > (SELECT ifnull(max(number), 0) FROM incident_event WHERE incident = @incident AND (channel IS NOT NULL OR what = @anew))
            """,
            new { incident, who, what, prefix, anew = StepWord.ReAlarmed });
        Add(connection, incident, at, who, what, detail);
    }

    /// <summary>Adds what became of a call; of many that ended alike the first and the last line stay.</summary>
    public static void AddOutcome(SqliteConnection connection, string incident, long at, string who, string what, string? detail)
    {
        connection.Execute(
            """
            DELETE FROM incident_event WHERE incident = @incident AND who = @who AND what = @what AND detail IS @detail
                AND number > (SELECT min(number) FROM incident_event WHERE incident = @incident AND who = @who AND what = @what AND detail IS @detail)
            """,
            new { incident, who, what, detail });
        Add(connection, incident, at, who, what, detail);
    }

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
