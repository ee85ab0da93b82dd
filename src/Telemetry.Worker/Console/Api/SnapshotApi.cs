using Telemetry.Worker.Alerts;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Console.Pages;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Console.Api;

/// <summary>
/// The pictures of cameras. They show people: each view, and each that was refused, is written to the audit log before the
/// first byte leaves, and no cache keeps one.
/// </summary>
internal static class SnapshotApi
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/incidents/{id}/snapshot", OfIncident)
            .RequireAuthorization(Rights.View)
            .WithSummary("The camera's picture of an incident")
            .WithDescription("A JPEG or PNG file as the camera sent it, for those who may see the incident. Each view is written to the audit log.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: "image/png")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);

        api.MapGet("/snapshots/{device}/{snapshot}", OfDevice)
            .RequireAuthorization(Rights.View)
            .WithSummary("A camera's picture, whether an incident names it or not")
            .WithDescription("For administrators. Each view is written to the audit log.")
            .Produces(StatusCodes.Status200OK, contentType: "image/jpeg", additionalContentTypes: "image/png")
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    internal static IResult OfIncident(HttpContext context, AlertDatabase database, SnapshotKeeper snapshots, CityInForce city, TimeProvider time, string id)
    {
        if (database.Read(connection => IncidentStore.Find(connection, id)) is not { } incident)
            return Problems.NotFound($"There is no incident '{id}'.");
        if (Fact.SnapshotOf(incident.Attributes) is not { } snapshot)
            return Problems.NotFound($"Incident {id} has no picture.");
        bool may = PictureAccess.MaySee(context.User, city.City, incident.AreaId);
        return Serve(context, database, snapshots, time, may, id, incident.DeviceId, snapshot);
    }

    internal static IResult OfDevice(HttpContext context, AlertDatabase database, SnapshotKeeper snapshots, TimeProvider time, string device, string snapshot) =>
        Serve(context, database, snapshots, time, PictureAccess.MaySeeAll(context.User), device, device, snapshot);

    private static IResult Serve(
        HttpContext context, AlertDatabase database, SnapshotKeeper snapshots, TimeProvider time, bool may, string subject, string device, string snapshot)
    {
        if (!may)
        {
            Audit("refuse-snapshot");
            return Results.Problem(statusCode: StatusCodes.Status403Forbidden, detail: "You may not see this picture: it belongs to another area, or to no incident.");
        }

        if (Open(snapshots, device, snapshot) is not { } picture)
            return Problems.NotFound($"The picture '{snapshot}' of {device} has not arrived, or its time is over.");
        context.Response.RegisterForDispose(picture);
        Audit("view-snapshot");

        // Opened by itself it is a document of ours, made of bytes that a device sent.
        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox; frame-ancestors 'none'";
        return Results.Stream(picture, picture.Name.EndsWith(".png", StringComparison.Ordinal) ? "image/png" : "image/jpeg");

        void Audit(string action) => database.Write(connection => AuditLog.Add(
            connection, time.GetUtcNow().ToUnixTimeMilliseconds(), context.User.Identity!.Name!, action, subject, $"{device} {snapshot}"));
    }

    /// <summary>Null also when the file goes in this moment.</summary>
    private static FileStream? Open(SnapshotKeeper snapshots, string device, string snapshot)
    {
        try
        {
            return snapshots.Find(device, snapshot) is { } path ? File.OpenRead(path) : null;
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
