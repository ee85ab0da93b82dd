using Telemetry.Alerting.Incidents;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Api;

/// <summary>Refusals as problem details (RFC 9457).</summary>
internal static class Problems
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, detail);

    public static IResult Forbidden(string detail) => Of(StatusCodes.Status403Forbidden, detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, detail);

    /// <summary>
    /// A step of an incident that was not taken. Members <c>by</c> and <c>at</c> name whose step stands in the way, <c>acknowledgedBy</c>
    /// who answered first, <c>incident</c> is the incident as it is.
    /// </summary>
    public static IResult NotTaken(StepResult step)
    {
        Refusal refusal = step.Refusal!;
        return Results.Problem(
            statusCode: StatusCodes.Status409Conflict,
            detail: $"Incident {step.Incident.Id}: {refusal.Message.En}.",
            extensions: new Dictionary<string, object?>
            {
                ["reason"] = System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(refusal.Reason.ToString()),
                ["detailZh"] = refusal.Message.Zh,
                ["by"] = refusal.By,
                ["at"] = IncidentItem.Moment(refusal.AtMs),
                ["acknowledgedBy"] = refusal.Reason is RefusalReason.AlreadyAcknowledged or RefusalReason.Closed ? refusal.By : null,
                ["incident"] = IncidentItem.Of(step.Incident),
            });
    }

    public static IResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, detail);

    /// <summary>Also for one that is there and not to be seen: then it is not there.</summary>
    public static IResult UnknownDevice(string device, City city, AreaScope scope)
    {
        string hint = NearestName.Of(device, city.Devices.Where(scope.Covers).Select(d => d.Id)) is { } nearest ? $" Did you mean {nearest}?" : "";
        return NotFound($"There is no device '{device}' in the inventory.{hint}");
    }

    private static IResult Of(int status, string detail) => Results.Problem(statusCode: status, detail: detail);
}
