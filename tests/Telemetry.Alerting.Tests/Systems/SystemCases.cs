using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>
/// The cases of one system of the seeds: one <see cref="RuleCase"/> for every rule of every kind. <see cref="RuleCaseTests"/>
/// finds every class that derives from this one and runs what it says.
/// </summary>
public abstract class SystemCases
{
    private readonly Lazy<RuleSet> _rules;
    private readonly Lazy<IReadOnlyList<RuleCase>> _cases;

    protected SystemCases()
    {
        _rules = new Lazy<RuleSet>(Compile);
        _cases = new Lazy<IReadOnlyList<RuleCase>>(() => [.. Cases()]);
    }

    /// <summary>The system, the name of a file of <c>seeds/systems</c>.</summary>
    public abstract string System { get; }

    /// <summary>Other systems whose devices the city has: a camera beside a gate.</summary>
    public virtual IReadOnlyList<string> OtherSystems => [];

    /// <summary>
    /// The devices, as YAML below <c>devices:</c>, in service at site <c>here</c> (in the town <c>town</c>) or <c>there</c> (in the
    /// town <c>village</c>), both in the county <c>county</c>.
    /// </summary>
    public abstract string Devices { get; }

    /// <summary>More of the city's file, as YAML at its top: sites, plans, calendars.</summary>
    public virtual string More => "";

    /// <summary>One for every rule; several for one where there are several ways to satisfy it.</summary>
    protected abstract IEnumerable<RuleCase> Cases();

    public IReadOnlyList<RuleCase> All => _cases.Value;

    public RuleSet Rules => _rules.Value;

    private RuleSet Compile()
    {
        IEnumerable<CityFile> systems = OtherSystems.Prepend(System)
            .Select(id => new CityFile($"systems/{id}.yaml", File.ReadAllText(Path.Combine(SeedsFolder.Path, "systems", id + ".yaml"))));
        var result = CityLoader.Load([.. systems, new CityFile("city/test.yaml", Places + More + "\ndevices:\n" + Devices)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        var mistakes = new List<Mistake>();
        var rules = RuleSet.Compile(result.City, mistakes);
        Assert.True(mistakes.Count == 0, string.Join('\n', mistakes));
        return rules;
    }

    private const string Places = """
        areas:
          - { id: shire, level: city, title: { zh: 市, en: City } }
          - { id: county, level: county, parent: shire, title: { zh: 县, en: County } }
          - { id: town, level: town, parent: county, title: { zh: 镇, en: Town } }
          - { id: village, level: town, parent: county, title: { zh: 村, en: Village } }
        sites:
          - { id: here, area: town, title: { zh: 这里, en: Here } }
          - { id: there, area: village, title: { zh: 那里, en: There } }

        """;
}
