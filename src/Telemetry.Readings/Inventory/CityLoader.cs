using Telemetry.Readings.Inventory.Loading;
using Telemetry.Readings.Inventory.Maintenance;
using Telemetry.Readings.Inventory.Plans;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// Reads the city's data: <c>systems/*.yaml</c>, <c>city/*.yaml</c> and, where there are any, <c>plans/*.yaml</c> of a folder. Never throws for what the files hold:
/// every mistake of every file comes back at once.
/// </summary>
public static class CityLoader
{
    /// <summary>Loads a folder.</summary>
    /// <param name="folder">The city folder, such as <c>seeds</c>; mistakes name files below it in the same form.</param>
    public static CityLoadResult Load(string folder)
    {
        var mistakes = new MistakeList();
        IReadOnlyList<(string Path, string? Text)> files = CityFolder.Read(folder, mistakes);
        return Load(files, path => Path.Combine(folder, path), mistakes);
    }

    /// <summary>A text that is another one after each change of a folder's files; far cheaper than to load them.</summary>
    /// <param name="folder">The city folder.</param>
    public static string Fingerprint(string folder) => CityFolder.Fingerprint(folder);

    /// <summary>Loads files that were read before, such as those a <c>city</c> record of the journal keeps.</summary>
    /// <param name="files">The files; their <see cref="CityFile.Path"/> begins with <c>systems/</c>, <c>city/</c> or <c>plans/</c>.</param>
    public static CityLoadResult Load(IEnumerable<CityFile> files) =>
        Load([.. files.Select(f => (f.Path, (string?)f.Text))], path => path, new MistakeList());

    private static CityLoadResult Load(IReadOnlyList<(string Path, string? Text)> files, Func<string, string> display, MistakeList mistakes)
    {
        var contents = new List<CityFile>();
        var systems = new SystemFileReader(mistakes);
        var city = new CityFileReader(mistakes);
        var plans = new PlanFileReader(mistakes);
        (bool Systems, bool City) unreadable = default;
        foreach ((string path, string? text) in files)
        {
            bool isSystem = path.StartsWith(CityFolder.Systems + "/", StringComparison.Ordinal);
            bool isPlan = path.StartsWith(CityFolder.Plans + "/", StringComparison.Ordinal);
            YamlNode? root = null;
            if (text is not null)
            {
                var file = new CityFile(path, text.Replace("\r\n", "\n", StringComparison.Ordinal));
                contents.Add(file);
                root = ReadTree(display(path), file.Text, isSystem || isPlan ? null : city.Take, mistakes);
            }

            if (root is null && isPlan)
                continue;
            if (root is null)
                unreadable = isSystem ? (true, unreadable.City) : (unreadable.Systems, true);
            else if (isSystem)
                systems.Read(root);
            else if (isPlan)
                plans.Read(root);
            else
                city.Read(root);
        }

        var names = new CityAssembler(systems.Systems, (unreadable.Systems || systems.HasNameless, unreadable.City), mistakes);
        IReadOnlyList<Area> areas = names.ResolveAreas(city.Areas);
        IReadOnlyList<Site> sites = names.ResolveSites(city.Sites);
        var assembler = new DeviceAssembler(names, mistakes);
        Device[] devices = assembler.Resolve(city.Devices);
        IReadOnlyList<DeviceGroup> groups = GroupAssembler.Resolve(city.Groups, assembler.Directory, mistakes);
        IReadOnlyList<Duty> duties = new DutyAssembler(names, city.Alarms.Calendars, mistakes).Resolve(city.Duties);
        IReadOnlyList<PlannedMaintenance> maintenance =
            city.Maintenance.Resolve(names, assembler.Directory, duties, systems.Systems, city.Alarms.Defaults.TimeZone);
        PlanTable planTable = PlanAssembler.Resolve(plans.Plans, names, devices, mistakes);
        return mistakes.Count == 0
            ? new CityLoadResult(
                new City(systems.Systems, areas, sites, devices, duties, groups, contents)
                {
                    Plans = planTable,
                    Alarms = city.Alarms.Defaults,
                    Calendars = city.Alarms.Calendars,
                    Maintenance = maintenance,
                    Ladders = city.Ladders,
                },
                [])
            { Systems = systems.Systems }
            : new CityLoadResult(null, mistakes.Sorted(files.Select(f => display(f.Path)))) { Systems = systems.Readable };
    }

    private static YamlNode? ReadTree(string file, string text, Action<string, YamlNode>? takeItem, MistakeList mistakes)
    {
        // To the parser a NUL is the end of the file; whatever comes behind it would be ignored unseen.
        int nul = text.IndexOf('\0');
        if (nul < 0)
            return YamlTreeReader.Read(file, text, takeItem, mistakes);
        int lineStart = text.LastIndexOf('\n', nul) + 1;
        mistakes.Add(file, text.AsSpan(0, nul).Count('\n') + 1, nul - lineStart + 1, "a NUL character");
        return null;
    }
}
