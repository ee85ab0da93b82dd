using System.Security.Claims;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may do what: policies by role, each with those above it, and areas.</summary>
internal static class Rights
{
    /// <summary>Policy: answer incidents.</summary>
    public const string Respond = "respond";

    /// <summary>Policy: change what concerns the running of the city, such as silences and shifts.</summary>
    public const string Operate = "operate";

    /// <summary>Policy: users, tokens, the city's data and Telemetry itself.</summary>
    public const string Administer = "administer";

    /// <summary>Whether somebody may see and change what is in an area. An administrator may; others in the areas that they are given.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="city">The inventory in force.</param>
    /// <param name="areaId">One that the inventory no longer has is the administrators'.</param>
    public static bool Covers(ClaimsPrincipal user, City city, string areaId) =>
        user.IsInRole(ConsoleSchemes.AdministratorRole)
        || (city.FindArea(areaId) is { } area && user.FindAll(ConsoleSchemes.AreaClaim).Any(claim => city.FindArea(claim.Value) is { } own && area.IsWithin(own)));
}
