using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Resolves the names between areas, sites and systems; devices are <see cref="DeviceAssembler"/>'s.</summary>
/// <param name="systems">The systems that were read.</param>
/// <param name="unreadable">
/// Whether files of systems or of the city could not be read. What they define is then not known, and an unknown name
/// there is no mistake worth telling.
/// </param>
/// <param name="mistakes">Takes what is wrong.</param>
internal sealed class CityAssembler(IReadOnlyList<SystemProfile> systems, (bool Systems, bool City) unreadable, MistakeList mistakes)
{
    /// <summary>The most sites of a city: one for each device.</summary>
    public const int MaximumSites = DeviceAssembler.MaximumDevices;

    private readonly Dictionary<string, (Area Area, AreaDefinition Definition)> _areas = [];
    private readonly Dictionary<string, (Site Site, SiteDefinition Definition)> _sites = [];
    private readonly Dictionary<string, SystemProfile> _systems = systems.ToDictionary(s => s.Id);

    public IReadOnlyList<Area> ResolveAreas(IReadOnlyList<AreaDefinition> definitions)
    {
        foreach (AreaDefinition definition in definitions)
        {
            var area = new Area(definition.Id.Value, definition.Level ?? AreaLevel.City, definition.Title);
            if (!_areas.TryAdd(area.Id, (area, definition)))
                mistakes.Add(definition.Id, $"area '{area.Id}' is already defined at {_areas[area.Id].Definition.Id.Place}");
        }

        foreach ((Area area, AreaDefinition definition) in _areas.Values)
            area.Parent = FindArea(definition.Parent);
        var cyclic = new HashSet<Area>();
        foreach ((Area area, _) in _areas.Values)
            CheckCycle(area, cyclic);
        foreach ((Area area, AreaDefinition definition) in _areas.Values)
        {
            if (area.Parent is { } parent && !cyclic.Contains(area) && _areas[parent.Id].Definition.Level >= definition.Level)
                mistakes.Add(definition.Parent!, $"area '{area.Id}' ({Word(area.Level)}) cannot lie in '{parent.Id}' ({Word(parent.Level)})");
        }

        return [.. _areas.Values.Select(a => a.Area)];
    }

    public IReadOnlyList<Site> ResolveSites(IReadOnlyList<SiteDefinition> definitions)
    {
        long total = definitions.Sum(definition => (long)definition.Ids.Count);
        if (total > MaximumSites)
        {
            mistakes.Add(definitions[^1].IdNode, $"{total} sites are more than a city may have ({MaximumSites})");
            // Nobody who stands at one of them is told that it is unknown.
            unreadable.City = true;
            return [];
        }

        foreach (SiteDefinition definition in definitions)
        {
            Area[] areas = [.. definition.Areas.Select(a => FindArea(a) ?? Nowhere)];
            for (int ordinal = 0; ordinal < definition.Ids.Count; ordinal++)
            {
                var site = new Site
                {
                    Id = definition.Ids.Id(ordinal),
                    Area = areas.Length == 0 ? Nowhere : areas[ordinal % areas.Length],
                    Title = definition.Ids.IsSingle ? definition.Title : definition.Ids.Fill(definition.Title, ordinal),
                    Latitude = definition.Position?.Latitude ?? double.NaN,
                    Longitude = definition.Position?.Longitude ?? double.NaN,
                    Outline = definition.Outline,
                };
                if (_sites.TryAdd(site.Id, (site, definition)))
                    continue;
                mistakes.Add(definition.IdNode, $"site '{site.Id}' is already defined at {_sites[site.Id].Definition.IdNode.Place}");
                break;
            }
        }

        return [.. _sites.Values.Select(s => s.Site)];
    }

    public Area? FindArea(YamlScalar? name)
    {
        if (name is null || !_areas.TryGetValue(name.Value, out (Area Area, AreaDefinition) found))
        {
            Unknown("area", name, name?.Value, _areas.Keys, unreadable.City);
            return null;
        }

        return found.Area;
    }

    /// <summary>The sites of an id or a template; what is not there is a mistake.</summary>
    public IReadOnlyList<Site> FindSites(YamlScalar name)
    {
        if (IdTemplate.Parse(name.Value, out string? error) is not { } ids)
        {
            mistakes.Add(name, error!);
            return [];
        }

        var sites = new List<Site>(ids.Count);
        for (int ordinal = 0; ordinal < ids.Count; ordinal++)
        {
            string id = ids.Id(ordinal);
            if (_sites.TryGetValue(id, out (Site Site, SiteDefinition) found))
            {
                sites.Add(found.Site);
                continue;
            }

            Unknown("site", name, id, _sites.Keys, unreadable.City);
            return [];
        }

        return sites;
    }

    public SystemProfile? FindSystem(YamlScalar? name)
    {
        if (name is null || !_systems.TryGetValue(name.Value, out SystemProfile? system))
        {
            Unknown("system", name, name?.Value, _systems.Keys, unreadable.Systems);
            return null;
        }

        return system;
    }

    public DeviceKind? FindKind(YamlScalar? systemName, YamlScalar? kindName)
    {
        SystemProfile? system = FindSystem(systemName);
        if (system is null || kindName is null || system.Kinds.Count == 0)
            return null;
        DeviceKind? kind = system.FindKind(kindName.Value);
        if (kind is null)
            mistakes.Add(kindName, $"system '{system.Id}' has no kind '{kindName.Value}'{NearestName.Hint(kindName.Value, system.Kinds.Select(k => k.Id))}");
        return kind;
    }

    // Stands where an area is missing, which is a mistake already told; no city is made from it.
    internal static Area Nowhere { get; } = new("nowhere", AreaLevel.City, new LocalizedText("", ""));

    /// <summary>Tells of a name that files of the city do not define; nothing when one of them could not be read.</summary>
    public void Unknown(string what, YamlScalar at, string name, IReadOnlyCollection<string> known) => Unknown(what, at, name, known, unreadable.City);

    private void Unknown(string what, YamlScalar? at, string? name, IReadOnlyCollection<string> known, bool isUnreadable)
    {
        if (at is not null && name is not null && !isUnreadable)
            mistakes.Add(at, $"unknown {what} '{name}'{mistakes.Hint(name, known)}");
    }

    private void CheckCycle(Area start, HashSet<Area> cyclic)
    {
        var path = new List<Area>();
        for (Area? area = start; area is not null && !cyclic.Contains(area); area = area.Parent)
        {
            int first = path.IndexOf(area);
            if (first < 0)
            {
                path.Add(area);
                continue;
            }

            List<Area> cycle = path[first..];
            cyclic.UnionWith(cycle);
            string way = string.Join(" -> ", cycle.Append(cycle[0]).Select(a => a.Id));
            mistakes.Add(_areas[cycle[0].Id].Definition.Parent!, $"area '{cycle[0].Id}' lies in itself: {way}");
        }
    }

    private static string Word(AreaLevel level) => level.ToString().ToLowerInvariant();
}
