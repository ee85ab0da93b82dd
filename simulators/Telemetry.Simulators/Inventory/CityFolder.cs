using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Telemetry.Simulators.Inventory;

/// <summary>
/// Reads of a city folder (systems/*.yaml and city/*.yaml) as much as the simulators need: which devices there are,
/// under which topics they speak and how often. It is no copy of the worker's loader, on purpose, and judges only
/// what it uses; <c>telemetry check</c> judges the rest.
/// </summary>
internal static class CityFolder
{
    /// <summary>The devices in service or in commissioning, in the files' order.</summary>
    /// <exception cref="CityFolderException">The folder or something in it cannot be used.</exception>
    /// <param name="folder">The city folder.</param>
    /// <param name="includePlanned">Those that are only planned, too.</param>
    public static IReadOnlyList<SimulatedDevice> Read(string folder, bool includePlanned = false)
    {
        var mistakes = new List<string>();
        List<YamlEntry> systemFiles = Load(folder, "systems", mistakes);
        List<YamlEntry> cityFiles = Load(folder, "city", mistakes);
        Dictionary<string, DeviceKind> kinds = ReadKinds(systemFiles, mistakes);
        Dictionary<string, string> siteAreas = ReadSites(cityFiles, mistakes);
        List<SimulatedDevice> devices = ReadDevices(cityFiles, kinds, siteAreas, includePlanned, mistakes);
        if (mistakes.Count > 0)
            throw new CityFolderException(mistakes);
        return devices;
    }

    private static List<YamlEntry> Load(string folder, string part, List<string> mistakes)
    {
        var roots = new List<YamlEntry>();
        string path = Path.Combine(folder, part);
        if (!Directory.Exists(path))
        {
            mistakes.Add($"{path}: no such folder; --city needs a folder with systems/*.yaml and city/*.yaml");
            return roots;
        }

        foreach (string file in Directory.EnumerateFiles(path, "*.yaml").Order(StringComparer.Ordinal))
        {
            Parser? parser = null;
            try
            {
                var stream = new YamlStream();
                using (StreamReader reader = File.OpenText(file))
                    stream.Load(parser = new Parser(reader));
                foreach (YamlDocument document in stream.Documents)
                {
                    if (document.RootNode is YamlMappingNode mapping)
                        roots.Add(new YamlEntry(file, mapping));
                    else
                        mistakes.Add(YamlEntry.Describe(file, document.RootNode.Start, "the file must be a mapping"));
                }
            }
            catch (YamlException e)
            {
                mistakes.Add(YamlEntry.Describe(file, e.Start, e.Message));
            }
            catch (InvalidOperationException)
            {
                // YamlDotNet 16.3 says so of some broken flow mappings, and does not say where.
                mistakes.Add(YamlEntry.Describe(file, parser?.Current?.End ?? Mark.Empty, "this is no YAML; is a bracket or a quote not closed?"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                mistakes.Add($"{file}: {e.Message}");
            }
        }

        return roots;
    }

    private static Dictionary<string, DeviceKind> ReadKinds(List<YamlEntry> files, List<string> mistakes)
    {
        var kinds = new Dictionary<string, DeviceKind>();
        foreach (YamlEntry file in files)
        {
            if (file.Text("system") is not { } system)
            {
                mistakes.Add(file.Mistake("the file has no 'system'"));
                continue;
            }

            foreach ((string kind, YamlEntry entry) in file.Mappings("kinds"))
            {
                if (Duration.TryParse(entry.Text("interval"), out TimeSpan interval))
                    kinds[system + "/" + kind] = new DeviceKind(interval, Defaults(entry));
                else
                    mistakes.Add(entry.Mistake($"kind '{kind}' needs an interval like 30s"));
            }
        }

        return kinds;
    }

    private static Dictionary<string, string> ReadSites(List<YamlEntry> files, List<string> mistakes)
    {
        var areas = new Dictionary<string, string>();
        foreach (YamlEntry site in files.SelectMany(file => file.List("sites", mistakes)))
        {
            // The sites of a template take the areas of a list in turn.
            IReadOnlyList<string> own = site.Texts("area");
            if (site.Text("id") is not { } id || IdTemplate.Expand(id) is not { } ids || own.Count == 0)
            {
                mistakes.Add(site.Mistake("a site needs an id and an area"));
                continue;
            }

            for (int i = 0; i < ids.Count; i++)
                areas[ids[i]] = own[i % own.Count];
        }

        return areas;
    }

    private static List<SimulatedDevice> ReadDevices(
        List<YamlEntry> files, Dictionary<string, DeviceKind> kinds, Dictionary<string, string> siteAreas, bool includePlanned, List<string> mistakes)
    {
        var devices = new List<SimulatedDevice>();
        var seen = new HashSet<string>();
        foreach (YamlEntry entry in files.SelectMany(file => file.List("devices", mistakes)))
        {
            if (Problem(entry, kinds, siteAreas, out SimulatedDevice? pattern, out string[] sites, out IReadOnlyList<string> areas) is { } problem)
            {
                mistakes.Add(entry.Mistake(problem));
                continue;
            }

            if (IdTemplate.Expand(pattern!.Id) is not { } ids)
            {
                mistakes.Add(entry.Mistake($"'{pattern.Id}' is not an id, nor a template like hs-{{0000..0999}}"));
                continue;
            }

            bool speaks = entry.Text("state") is null or "in-service" or "commissioning" || (includePlanned && entry.Text("state") == "planned");
            for (int i = 0; i < ids.Count; i++)
            {
                if (!seen.Add(ids[i]))
                    mistakes.Add(entry.Mistake($"device '{ids[i]}' is there twice"));
                else if (speaks)
                    devices.Add(pattern with { Id = ids[i], Area = areas[i % areas.Count], Site = sites.Length > 0 ? sites[i % sites.Length] : "" });
            }
        }

        return devices;
    }

    private static string? Problem(
        YamlEntry entry,
        Dictionary<string, DeviceKind> kinds,
        Dictionary<string, string> siteAreas,
        out SimulatedDevice? device,
        out string[] sites,
        out IReadOnlyList<string> areas)
    {
        (device, sites, areas) = (null, [], []);
        string? id = entry.Text("id"), system = entry.Text("system"), kind = entry.Text("kind");
        if (id is null || system is null || kind is null)
            return "a device needs an id, a system and a kind";
        if (!kinds.TryGetValue(system + "/" + kind, out DeviceKind? known))
            return $"device '{id}': no file in systems/ knows kind '{kind}' of system '{system}'";
        // The devices of a template take the sites of a list in turn, unless they have an area of their own.
        sites = [.. entry.Texts("site").SelectMany(site => IdTemplate.Expand(site) ?? [site])];
        if (entry.Text("area") is { } area)
            areas = [area];
        else if (sites.FirstOrDefault(site => !siteAreas.ContainsKey(site)) is { } unknown)
            return $"device '{id}': site '{unknown}' is unknown";
        else if (sites.Length == 0)
            return $"device '{id}': site '' is unknown";
        else
            areas = [.. sites.Select(site => siteAreas[site])];
        TimeSpan interval = known.Interval;
        if (entry.Text("interval") is { } own && !Duration.TryParse(own, out interval))
            return $"device '{id}': '{own}' is not an interval like 30s";
        device = new SimulatedDevice(id, system, kind, areas[0], interval) { Parameters = Parameters(entry, known.Parameters) };
        return null;
    }

    private static Dictionary<string, double> Defaults(YamlEntry kind) => kind.Mappings("parameters")
        .Where(parameter => parameter.Entry.Number("default") is not null)
        .ToDictionary(parameter => parameter.Name, parameter => parameter.Entry.Number("default")!.Value);

    /// <summary>Those of the kind, and the device's own instead where it has some.</summary>
    private static IReadOnlyDictionary<string, double>? Parameters(YamlEntry device, IReadOnlyDictionary<string, double> defaults)
    {
        if (device.Child("parameters") is not { } own)
            return defaults.Count > 0 ? defaults : null;
        var all = new Dictionary<string, double>(defaults);
        foreach ((string name, double value) in own.Numbers())
            all[name] = value;
        return all;
    }

    private sealed record DeviceKind(TimeSpan Interval, IReadOnlyDictionary<string, double> Parameters);
}
