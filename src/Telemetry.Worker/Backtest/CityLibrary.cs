using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Backtest;

/// <summary>
/// The cities that a recording is judged by: one that is given, or those that the worker kept under their hashes; in each, systems
/// may be replaced by other files.
/// </summary>
internal sealed class CityLibrary
{
    private readonly string? _folder;
    private readonly string? _kept;
    private readonly IReadOnlyList<RuleText> _replacements;
    private readonly Dictionary<string, RuleSet> _compiled = [];

    private CityLibrary(string? folder, string? kept, IReadOnlyList<RuleText> replacements) =>
        (_folder, _kept, _replacements) = (folder, kept, replacements);

    /// <summary>True when one city holds for the whole recording.</summary>
    public bool IsFixed => _folder is not null;

    /// <summary>A city folder, whatever the recording says.</summary>
    public static CityLibrary Given(string folder, IReadOnlyList<RuleText> replacements) => new(folder, null, replacements);

    /// <summary>What the worker kept beside its journal.</summary>
    /// <param name="folder">With a folder for each hash.</param>
    public static CityLibrary Kept(string folder, IReadOnlyList<RuleText> replacements) => new(null, folder, replacements);

    /// <summary>The same with other replacements.</summary>
    public CityLibrary With(IReadOnlyList<RuleText> replacements) => new(_folder, _kept, replacements);

    /// <summary>The rules that hold before any <c>city</c> record: those given, or of the city kept last.</summary>
    /// <exception cref="BacktestException">Files have mistakes, or there is no city.</exception>
    public RuleSet First()
    {
        if (_folder is not null)
            return Compile(_folder);
        string? newest = Directory.Exists(_kept)
            ? new DirectoryInfo(_kept).EnumerateDirectories().Where(each => each.Name.Length == 64).OrderByDescending(each => each.LastWriteTimeUtc).FirstOrDefault()?.Name
            : null;
        return newest is not null
            ? Of(newest)
            : throw new BacktestException($"{_kept}: no city was kept beside the journal, so it is not known which devices its records are of; give the city with --city DIR.");
    }

    /// <summary>The rules of the city with this hash.</summary>
    /// <exception cref="BacktestException">It was not kept, or has mistakes (with replacements).</exception>
    public RuleSet Of(string hash)
    {
        if (_compiled.TryGetValue(hash, out RuleSet? rules))
            return rules;
        string folder = Path.Combine(_kept!, hash);
        if (!hash.All(char.IsAsciiHexDigitLower) || !Directory.Exists(folder))
            throw new BacktestException($"{folder}: the city that a record of the journal names was not kept; give one with --city DIR.");
        rules = Compile(folder);
        _compiled.Add(hash, rules);
        return rules;
    }

    private RuleSet Compile(string folder)
    {
        CityLoadResult loaded = CityLoader.Load(folder);
        if (loaded.City is not { } city)
            throw new BacktestException([.. loaded.Mistakes.Select(mistake => mistake.ToString())]);
        Dictionary<string, string> names = [];
        if (_replacements.Count > 0)
        {
            loaded = CityLoader.Load(Replace(city, names));
            city = loaded.City ?? throw new BacktestException([.. loaded.Mistakes.Select(mistake => Named(mistake, names))]);
        }

        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(city, mistakes);
        return mistakes.Count == 0 ? rules : throw new BacktestException([.. mistakes.Select(mistake => Named(mistake, names))]);
    }

    private CityFile[] Replace(City city, Dictionary<string, string> names)
    {
        CityFile[] files = [.. city.Files];
        foreach (RuleText replacement in _replacements)
        {
            int place = Array.FindIndex(files, file => file.Path.StartsWith("systems/", StringComparison.Ordinal) && RuleText.Of(file.Path, file.Text).System == replacement.System);
            if (place < 0)
            {
                string hint = NearestName.Of(replacement.System, city.Systems.Select(system => system.Id)) is { } near
                    ? $"did you mean {near}?"
                    : $"it has {string.Join(", ", city.Systems.Select(system => system.Id))}.";
                throw new BacktestException($"{replacement.Name}: the city has no system '{replacement.System}'; {hint}");
            }

            if (!names.TryAdd(files[place].Path, replacement.Name))
                throw new BacktestException($"{names[files[place].Path]} and {replacement.Name} both take the place of the system '{replacement.System}'; give one of them.");
            files[place] = files[place] with { Text = replacement.Text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal) };
        }

        return files;
    }

    private static string Named(Mistake mistake, Dictionary<string, string> names) =>
        (mistake with { File = names.GetValueOrDefault(mistake.File, mistake.File) }).ToString();
}
