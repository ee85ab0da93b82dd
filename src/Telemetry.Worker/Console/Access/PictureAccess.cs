using System.Security.Claims;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Access;

/// <summary>Who may see pictures. They show people, children among them: nobody sees one who may not see its incident.</summary>
internal static class PictureAccess
{
    /// <summary>Whether somebody may see the picture of an incident there.</summary>
    /// <param name="user">Who asks.</param>
    /// <param name="city">The inventory in force.</param>
    /// <param name="areaId">The incident's area; one that the inventory no longer has is left to those of the whole city.</param>
    public static bool MaySee(ClaimsPrincipal user, City city, string areaId) =>
        Rights.Covers(user, city, areaId);

    /// <summary>Whether somebody may see pictures that belong to no incident.</summary>
    public static bool MaySeeAll(ClaimsPrincipal user) => user.IsInRole(ConsoleSchemes.AdministratorRole);
}
