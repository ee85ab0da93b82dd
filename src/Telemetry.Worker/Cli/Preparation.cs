using System.CommandLine;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Cli;

/// <summary>What a command needs before it does anything: options, the city and its rules, or every mistake in them.</summary>
internal sealed record Preparation(WorkerOptions Options, City? City, RuleSet? Rules, IReadOnlyList<string> Mistakes)
{
    /// <summary>Those of <see cref="Mistakes"/> that are in the city's files, with their places.</summary>
    public IReadOnlyList<Mistake> CityMistakes { get; private init; } = [];

    /// <summary>Those of the data folder.</summary>
    public IReadOnlyList<PersonDefinition> People { get; private init; } = [];

    public static Preparation Of(ParseResult parsed, bool withCity = true, bool withPeople = true)
    {
        var mistakes = new List<string>();
        Dictionary<string, string?> arguments = OptionArguments.Read(parsed.UnmatchedTokens, mistakes);
        WorkerOptionsResult read = WorkerOptionsLoader.Load(OptionSources.Read(OptionSources.Files, arguments, mistakes));
        mistakes.AddRange(read.Mistakes);
        if (!withCity)
            return new Preparation(read.Options, null, null, mistakes);

        CityLoadResult loaded = CityLoader.Load(read.Options.City.Folder);
        mistakes.AddRange(loaded.Mistakes.Select(m => m.ToString()));
        var ruleMistakes = new List<Mistake>();
        RuleSet? rules = null;
        IReadOnlyList<PersonDefinition> people = [];
        if (loaded.City is null)
        {
            RuleSet.Check(loaded.Systems, ruleMistakes);
        }
        else
        {
            rules = RuleSet.Compile(loaded.City, ruleMistakes);
            ruleMistakes.AddRange(MaintenanceCalendar.TooLong(loaded.City, read.Options.Maintenance));
            if (withPeople)
            {
                PeopleLoadResult found = PeopleLoader.Load(Path.Combine(read.Options.Data.Folder, PeopleLoader.FileName), loaded.City);
                ruleMistakes.AddRange(found.Mistakes);
                people = found.People ?? [];
            }
        }

        mistakes.AddRange(ruleMistakes.Select(m => m.ToString()));
        return new Preparation(read.Options, loaded.City, rules, mistakes) { CityMistakes = [.. loaded.Mistakes, .. ruleMistakes], People = people };
    }

    /// <summary>Prints every mistake; true when there was one.</summary>
    public bool Report(TextWriter error)
    {
        foreach (string mistake in Mistakes)
            error.WriteLine(mistake);
        if (Mistakes.Count > 0)
            error.WriteLine($"{Mistakes.Count} {(Mistakes.Count == 1 ? "mistake" : "mistakes")}; nothing was started.");
        return Mistakes.Count > 0;
    }
}
