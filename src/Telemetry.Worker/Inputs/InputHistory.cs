using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Inputs;

/// <summary>An input that was taken, with its place in the journal.</summary>
/// <param name="Position">In the journal.</param>
/// <param name="Record">It; read from the history, only the first and the last of its points are there.</param>
/// <param name="Points">How many it had.</param>
public readonly record struct TakenInput(long Position, InputRecord Record, int Points);

/// <summary>Every input that was taken, for people; and its entry in the audit log.</summary>
internal static class InputHistory
{
    /// <summary>Adds them; those that were added before a crash change nothing.</summary>
    public static void Add(SqliteConnection connection, IReadOnlyList<TakenInput> inputs, City city)
    {
        foreach ((long position, InputRecord record, int points) in inputs)
        {
            string body = Encoding.UTF8.GetString(InputJson.WriteBody(Ends(record)));
            InputScope scope = record.Scope;
            int changed = connection.Execute(
                """
                INSERT INTO input(position, at, who, kind, device, site, area, system, place, points, body)
                VALUES(@position, @at, @who, @kind, @device, @site, @area, @system, @place, @points, @body)
                ON CONFLICT(position) DO UPDATE SET
                    at = @at, who = @who, kind = @kind, device = @device, site = @site, area = @area, system = @system, place = @place, points = @points, body = @body
                WHERE at != @at OR body != @body
                """,
                new
                {
                    position,
                    at = record.GivenAtMs,
                    who = record.Principal,
                    kind = record.Kind.Label(),
                    device = scope.Device,
                    site = scope.Site,
                    area = scope.Area,
                    system = scope.System,
                    place = PlaceOf(scope, city)?.Id,
                    points,
                    body,
                });
            if (changed > 0)
                AuditLog.Add(connection, record.GivenAtMs, record.Principal, "input", Subject(record), InputText.Of(record));
        }
    }

    /// <summary>Writes a refusal of what a person or program asked for into the audit log.</summary>
    public static void Refused(AlertDatabase database, long atMs, string principal, string why) =>
        database.Write(connection => AuditLog.Add(connection, atMs, principal, "input", "refused", why));

    /// <summary>The newest that a device's rules could see, without the weather; newest first.</summary>
    public static IReadOnlyList<TakenInput> Of(SqliteConnection connection, Device device, int limit)
    {
        var areas = new List<string>();
        for (Area? area = device.Area; area is not null; area = area.Parent)
            areas.Add(area.Id);
        return Read(
            connection,
            """
            (device = @device OR site = @site OR (area IN @areas AND kind NOT IN ('weather', 'forecast') AND (system IS NULL OR system = @system))
                OR (system = @system AND area IS NULL))
            """,
            new { device = device.Id, site = device.Site.Id, areas, system = device.Kind.System.Id, limit });
    }

    /// <summary>The newest in an area, or of the whole city; newest first.</summary>
    public static IReadOnlyList<TakenInput> Of(SqliteConnection connection, City city, Area? area, int limit, AreaScope scope) => area is null && scope.IsEverything
        ? Read(connection, "1", new { limit })
        : Read(
            connection, "place IN (SELECT value FROM json_each(@areas))",
            new { areas = System.Text.Json.JsonSerializer.Serialize(city.Areas.Where(other => (area is null || other.IsWithin(area)) && scope.Covers(other.Id)).Select(other => other.Id)), limit });

    /// <summary>Deletes some that are older; how many.</summary>
    public static int DeleteSome(SqliteConnection connection, long before, int rows) => connection.Execute(
        "DELETE FROM input WHERE position IN (SELECT position FROM input WHERE at < @before ORDER BY at LIMIT @rows)", new { before, rows });

    private static List<TakenInput> Read(SqliteConnection connection, string where, object parameters)
    {
        var taken = new List<TakenInput>();
        foreach ((long position, long at, int points, string body) in connection.Query<(long, long, int, string)>(
            $"SELECT position, at, points, body FROM input WHERE {where} ORDER BY position DESC LIMIT @limit", parameters))
        {
            if (InputJson.TryReadBody(Encoding.UTF8.GetBytes(body), at, out InputRecord? record))
                taken.Add(new TakenInput(position, record, points));
        }

        return taken;
    }

    /// <summary>A plan of thousands of points every few minutes would fill the database; the journal has them all.</summary>
    private static InputRecord Ends(InputRecord record) => record.Points.Count <= 2 ? record : record with { Points = [record.Points[0], record.Points[^1]] };

    private static string Subject(InputRecord record) =>
        string.Join('/', ((string?[])[record.Scope.System, record.Scope.Area, record.Scope.Site, record.Scope.Device]).Where(id => id is not null));

    /// <summary>The area in which a scope lies; null for a whole system, and for what is gone.</summary>
    public static Area? PlaceOf(InputScope scope, City city) =>
        scope.Device is { } device ? city.FindDevice(device)?.Area
        : scope.Site is { } site ? city.FindSite(site)?.Area
        : scope.Area is { } area ? city.FindArea(area) : null;
}
