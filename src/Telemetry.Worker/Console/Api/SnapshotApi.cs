using Telemetry.Alerting.Incidents;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary>
/// <c>GET /api/v1/incidents/{id}/snapshot</c>. Pictures show people: each view is written to the audit log before the
/// first byte leaves, and no cache keeps one.
/// </summary>
internal static class SnapshotApi
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/incidents/{id}/snapshot", (HttpContext context, AlertDatabase database, SnapshotKeeper snapshots, TimeProvider time, string id) =>
        {
            if (database.Read(connection => IncidentStore.Find(connection, id)) is not { } incident)
                return Problems.NotFound($"There is no incident '{id}'.");
            if (Fact.SnapshotOf(incident.Attributes) is not { } snapshot)
                return Problems.NotFound($"Incident {id} has no picture.");
            if (Open(snapshots, incident, snapshot) is not { } picture)
                return Problems.NotFound($"The picture '{snapshot}' of {incident.DeviceId} has not arrived.");
            context.Response.RegisterForDispose(picture);
            database.Write(connection => AuditLog.Add(
                connection, time.GetUtcNow().ToUnixTimeMilliseconds(), context.User.Identity!.Name!, "view-snapshot", id, $"{incident.DeviceId} {snapshot}"));
            return Results.Stream(picture, picture.Name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");
        })
            .WithSummary("The camera's picture of an incident")
            .WithDescription("A JPEG or PNG file as the camera sent it. Each view is written to the audit log.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: "image/png")
            .ProducesProblem(StatusCodes.Status404NotFound);

    /// <summary>Null also when the file goes in this moment.</summary>
    private static FileStream? Open(SnapshotKeeper snapshots, Incident incident, string snapshot)
    {
        try
        {
            return snapshots.Find(incident.DeviceId, snapshot) is { } path ? File.OpenRead(path) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
