using System.Diagnostics.CodeAnalysis;
using Telemetry.Readings.Inventory.Plans;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// The city as data: its systems, areas, sites, devices, groups and duties. Immutable once loaded; a reload makes another one.
/// </summary>
public sealed class City
{
    private readonly Dictionary<string, SystemProfile> _systems;
    private readonly Dictionary<string, Area> _areas;
    private readonly Dictionary<string, Site> _sites;
    private readonly DeviceIdTable _deviceIds;

    internal City(
        IReadOnlyList<SystemProfile> systems,
        IReadOnlyList<Area> areas,
        IReadOnlyList<Site> sites,
        Device[] devices,
        IReadOnlyList<Duty> duties,
        IReadOnlyList<DeviceGroup> groups,
        IReadOnlyList<CityFile> files)
    {
        Systems = systems;
        Areas = areas;
        Sites = sites;
        Devices = devices;
        Duties = duties;
        Groups = groups;
        Files = files;
        ContentHash = CityFile.Hash(files);
        _systems = systems.ToDictionary(s => s.Id);
        _areas = areas.ToDictionary(a => a.Id);
        _sites = sites.ToDictionary(s => s.Id);
        _deviceIds = new DeviceIdTable(devices);
    }

    public IReadOnlyList<SystemProfile> Systems { get; }

    public IReadOnlyList<Area> Areas { get; }

    public IReadOnlyList<Site> Sites { get; }

    /// <summary>Every device; <c>Devices[i].Index == i</c>.</summary>
    public IReadOnlyList<Device> Devices { get; }

    public IReadOnlyList<Duty> Duties { get; }

    public IReadOnlyList<DeviceGroup> Groups { get; }

    /// <summary>What dispatch wants of fields of sites over time.</summary>
    public PlanTable Plans { get; internal init; } = PlanTable.Empty;

    /// <summary>What holds for all rules that do not say otherwise.</summary>
    public AlarmDefaults Alarms { get; internal init; } = AlarmDefaults.None;

    /// <summary>Days that are unlike others, by the names that rules use.</summary>
    public IReadOnlyList<Calendar> Calendars { get; internal init; } = [];

    /// <summary>Who is called when nobody answers, as the files have it; empty in a city that calls nobody.</summary>
    public IReadOnlyList<LadderDefinition> Ladders { get; internal init; } = [];

    /// <summary>The files this city was read from, in order: what a <c>city</c> record of the journal keeps beside it.</summary>
    public IReadOnlyList<CityFile> Files { get; }

    /// <summary>SHA-256 over names and contents of <see cref="Files"/>, 64 lower-case hexadecimal digits.</summary>
    public string ContentHash { get; }

    /// <summary>The lookup by UTF-8 id that the topic table shares.</summary>
    internal DeviceIdTable DeviceIds => _deviceIds;

    public SystemProfile? FindSystem(string id) => _systems.GetValueOrDefault(id);

    public Area? FindArea(string id) => _areas.GetValueOrDefault(id);

    public Site? FindSite(string id) => _sites.GetValueOrDefault(id);

    public Device? FindDevice(string id)
    {
        if (id.Length > DeviceIdTable.MaximumIdLength)
            return null;
        Span<byte> utf8 = stackalloc byte[DeviceIdTable.MaximumIdLength * 3];
        return FindDevice(utf8[..System.Text.Encoding.UTF8.GetBytes(id, utf8)]);
    }

    /// <summary>Finds a device by its id in UTF-8, without allocating.</summary>
    public Device? FindDevice(ReadOnlySpan<byte> utf8Id) => _deviceIds.Find(utf8Id);

    /// <inheritdoc cref="FindDevice(ReadOnlySpan{byte})"/>
    public bool TryFindDevice(ReadOnlySpan<byte> utf8Id, [NotNullWhen(true)] out Device? device) =>
        (device = _deviceIds.Find(utf8Id)) is not null;

    /// <summary>Lets a device go on with the topics of areas that it stood in before. Only before the city comes into force.</summary>
    /// <param name="device">One of this city.</param>
    /// <param name="areaIds">Areas that may no longer be.</param>
    public void RememberAreas(Device device, IEnumerable<string> areaIds) => device.FormerAreas =
    [
        .. device.FormerAreas,
        .. areaIds.Where(id => id != device.Area.Id && device.FormerAreas.All(area => area.Id != id))
            .Select(id => FindArea(id) ?? new Area(id, AreaLevel.City, new LocalizedText(id, id))),
    ];
}
