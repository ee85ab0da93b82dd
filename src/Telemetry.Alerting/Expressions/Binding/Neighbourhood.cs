using Telemetry.Alerting.Expressions.Around;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>The devices of the inventory as rules that look across devices see them.</summary>
internal sealed class Neighbourhood
{
    private readonly Dictionary<DeviceKind, Device[]> _byKind;
    private readonly Dictionary<DeviceKind, Dictionary<Site, Device[]>> _bySite = [];
    private readonly Dictionary<(DeviceKind Kind, NeighbourRelation Relation, string Field), NeighbourFields> _fields = [];

    public Neighbourhood(City city)
    {
        City = city;
        _byKind = city.Devices.GroupBy(device => device.Kind).ToDictionary(kind => kind.Key, kind => kind.ToArray());
    }

    public City City { get; }

    public Device[] Of(DeviceKind kind) => _byKind.GetValueOrDefault(kind, []);

    /// <summary>The devices of a kind that are in service, by site.</summary>
    public Dictionary<Site, Device[]> BySite(DeviceKind kind)
    {
        if (!_bySite.TryGetValue(kind, out var sites))
        {
            sites = Of(kind).Where(device => device.State == DeviceState.InService).GroupBy(device => device.Site).ToDictionary(site => site.Key, site => site.ToArray());
            _bySite[kind] = sites;
        }

        return sites;
    }

    /// <summary>The neighbours of the devices of a kind that have a field of this name.</summary>
    public NeighbourFields Fields(DeviceKind kind, NeighbourRelation relation, string field)
    {
        if (!_fields.TryGetValue((kind, relation, field), out var found))
        {
            found = new NeighbourFields(Of(kind).ToDictionary(
                device => device,
                device => NeighboursOf(device, relation)
                    .Select(neighbour => (Device: neighbour, Field: neighbour.Kind.Readings.Find(field)))
                    .Where(neighbour => neighbour.Field is not null)
                    .Select(neighbour => (neighbour.Device, neighbour.Field!.Index))
                    .ToArray())
                .Where(neighbours => neighbours.Value.Length > 0)
                .ToDictionary());
            _fields[(kind, relation, field)] = found;
        }

        return found;
    }

    public static IEnumerable<Device> NeighboursOf(Device device, NeighbourRelation relation) =>
        device.Neighbours.Where(neighbour => neighbour.Relation == relation).Select(neighbour => neighbour.Device);

    /// <summary>
    /// True when one worker is sure to own both: the city is cut by area, never within a county, so both lie in one county
    /// (or in one area, where there are no counties).
    /// </summary>
    public static bool AreTogether(Device one, Device other) => ReferenceEquals(County(one.Area), County(other.Area));

    private static Area County(Area area)
    {
        var county = area;
        while (county.Level > AreaLevel.County && county.Parent is { } parent && parent.Level >= AreaLevel.County)
        {
            county = parent;
        }

        return county;
    }
}
