using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Api;

/// <summary>Refusals as problem details (RFC 9457).</summary>
internal static class Problems
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>A step of an incident that was not taken. Member <c>acknowledgedBy</c> names who was first, if anybody was.</summary>
    public static IResult NotTaken(string incident, Refusal refusal) => Results.Problem(
        statusCode: StatusCodes.Status409Conflict,
        detail: $"Incident {incident}: {refusal.Message.En}.",
        extensions: new Dictionary<string, object?> { ["acknowledgedBy"] = refusal.Reason == RefusalReason.VersionConflict ? null : refusal.By });

    public static IResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail);

    public static IResult UnknownDevice(string device, City city)
    {
        string hint = NearestName.Of(device, city.Devices.Select(d => d.Id)) is { } nearest ? $" Did you mean {nearest}?" : "";
        return NotFound($"There is no device '{device}' in the inventory.{hint}");
    }

    private static IResult Of(int status, string detail) => Results.Problem(statusCode: status, detail: detail);
}
