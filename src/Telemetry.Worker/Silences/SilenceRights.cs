using System.Security.Claims;
using Telemetry.Alerting.Silences;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Console.Access;

namespace Telemetry.Worker.Silences;

/// <summary>Whose areas a scope stays within.</summary>
internal static class SilenceRights
{
    /// <summary>
    /// A scope narrows with each list, so it is enough that one of areas, sites and devices lies wholly in the principal's areas.
    /// Systems and rules alone are about the whole city.
    /// </summary>
    public static bool MayOrder(ClaimsPrincipal user, City city, SilenceScope scope)
    {
        bool Covers(Area? area) => Rights.Covers(user, city, area?.Id ?? "");
        return (scope.Areas.Count > 0 && scope.Areas.All(id => Rights.Covers(user, city, id)))
            || (scope.Devices.Count > 0 && scope.Devices.All(id => Covers(city.FindDevice(id)?.Area)))
            || (scope.Sites.Count > 0 && scope.Sites.All(id => Covers(city.FindSite(id)?.Area))
                && city.Devices.Where(device => scope.Sites.Contains(device.Site.Id)).All(device => Covers(device.Area)))
            || city.Areas.Where(area => area.Parent is null).All(area => Covers(area));
    }
}
