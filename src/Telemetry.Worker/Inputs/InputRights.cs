using System.Security.Claims;
using Telemetry.Alerting.Inputs;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Inputs;

/// <summary>Who may say what of the city.</summary>
internal static class InputRights
{
    /// <summary>Null when the principal may give inputs at all; otherwise why not.</summary>
    public static string? Refusal(ClaimsPrincipal user) => user.IsInRole(ConsoleSchemes.OperatorRole) || user.IsInRole(ConsoleSchemes.AdministratorRole)
        ? null
        : $"'{user.Identity?.Name}' may not give inputs; it takes the role {ConsoleSchemes.OperatorRole} or {ConsoleSchemes.AdministratorRole}";

    /// <summary>Null when one who may give inputs may do so for this scope; otherwise why not.</summary>
    public static string? Refusal(ClaimsPrincipal user, InputScope scope, City city)
    {
        if (Rights.IsOfWholeCity(user))
            return null;
        string[] areas = [.. user.FindAll(ConsoleSchemes.AreaClaim).Select(claim => claim.Value)];
        Area? place = scope.Device is { } device ? city.FindDevice(device)?.Area
            : scope.Site is { } site ? city.FindSite(site)?.Area
            : scope.Area is { } area ? city.FindArea(area) : null;
        return place is not null && Rights.Covers(user, city, place.Id)
            ? null
            : $"'{user.Identity?.Name}' may give inputs for {(areas.Length == 0 ? "no area" : string.Join(", ", areas))} only, and {scope} is not within";
    }
}
