using Telemetry.Readings.Inventory;

namespace Telemetry.Benchmarks;

/// <summary>The delivered city, whole and in parts.</summary>
internal static class SeedCities
{
    private static readonly string Seeds = Path.Combine(Root(), "seeds");

    /// <summary>What there was first: three systems, 196 devices.</summary>
    public static City Three() => Load("heating", "water-safety", "cabin");

    /// <summary>All twelve systems, and heating stations until there are 50,000 more devices.</summary>
    public static City TwelveWith50000Stations() => Load([], """
        sites:
          - { id: more, area: linqing, title: { zh: 更多, en: More } }
        devices:
          - { id: "hs-more-{00001..50000}", system: heating, kind: station, site: more }
        """);

    /// <summary>All twelve systems as they are delivered.</summary>
    public static City Twelve() => Load();

    private static City Load(params string[] systems) => Load(systems, null);

    private static City Load(string[] systems, string? more)
    {
        IEnumerable<CityFile> files = Directory.EnumerateFiles(Seeds, "*.yaml", SearchOption.AllDirectories)
            .Where(path => systems.Length == 0 || systems.Contains(Path.GetFileNameWithoutExtension(path)) || Path.GetFileName(path) is "areas.yaml")
            .Select(path => new CityFile(Path.GetRelativePath(Seeds, path), File.ReadAllText(path)));
        CityLoadResult result = CityLoader.Load([.. files, .. more is null ? Array.Empty<CityFile>() : [new CityFile("city/more.yaml", more)]]);
        return result.City ?? throw new InvalidOperationException(string.Join('\n', result.Mistakes));
    }

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Telemetry.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new InvalidOperationException($"No Telemetry.sln above {AppContext.BaseDirectory}.");
    }
}
