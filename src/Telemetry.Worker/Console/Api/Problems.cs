using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Api;

/// <summary>Refusals as problem details (RFC 9457).</summary>
internal static class Problems
{
    public static IResult BadRequest(string detail) => Of(StatusCodes.Status400BadRequest, "Bad request", detail);

    public static IResult NotFound(string detail) => Of(StatusCodes.Status404NotFound, "Not found", detail);

    public static IResult Conflict(string detail) => Of(StatusCodes.Status409Conflict, "Conflict", detail);

    public static IResult Unavailable(string detail) => Of(StatusCodes.Status503ServiceUnavailable, "Unavailable", detail);

    public static IResult UnknownDevice(string device, City city)
    {
        string hint = Spelling.Nearest(device, city.Devices.Select(d => d.Id)) is { } nearest ? $" Did you mean {nearest}?" : "";
        return NotFound($"There is no device '{device}' in the inventory.{hint}");
    }

    private static IResult Of(int status, string title, string detail) => Results.Problem(statusCode: status, title: title, detail: detail);
}
