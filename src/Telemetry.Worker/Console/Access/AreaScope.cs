using System.Security.Claims;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Access;

/// <summary>The areas that somebody may see, for one answer: made once, asked for every device or incident of a list.</summary>
internal sealed class AreaScope
{
    /// <summary>The whole city, with what is left of areas that it no longer has.</summary>
    public static readonly AreaScope Everything = new(null);

    private readonly HashSet<string>? _ids;

    private AreaScope(HashSet<string>? ids) => _ids = ids;

    /// <summary>True for everything.</summary>
    public bool IsEverything => _ids is null;

    /// <summary>The ids, for a query; null for everything.</summary>
    public IReadOnlyCollection<string>? Ids => _ids;

    /// <param name="user">Who asks.</param>
    /// <param name="city">The inventory in force; areas that it does not have are nobody's but those of the whole city.</param>
    public static AreaScope Of(ClaimsPrincipal user, City city)
    {
        if (Rights.IsOfWholeCity(user))
            return Everything;
        Area[] own = [.. user.FindAll(ConsoleSchemes.AreaClaim).Select(claim => city.FindArea(claim.Value)).OfType<Area>()];
        return new AreaScope(own.Length == 0 ? [] : [.. city.Areas.Where(area => own.Any(area.IsWithin)).Select(area => area.Id)]);
    }

    public bool Covers(string areaId) => _ids is null || _ids.Contains(areaId);

    public bool Covers(Device device) => Covers(device.Area.Id);

    /// <summary>A device by its id, if it is there and covered.</summary>
    public Device? Find(City city, string? id) => id is not null && city.FindDevice(id) is { } device && Covers(device) ? device : null;

    /// <summary>Whether an area is known to one who sees only this: one that is covered, or that something covered lies in.</summary>
    public bool Knows(City city, Area area) => _ids is null || _ids.Any(id => id == area.Id || (city.FindArea(id) is { } own && (own.IsWithin(area) || area.IsWithin(own))));
}
