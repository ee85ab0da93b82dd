using Telemetry.Alerting.Escalation;
using Telemetry.Alerting.Expressions.Binding;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>Every rule of a city, compiled against its inventory. Immutable; a reload makes another one.</summary>
public sealed class RuleSet
{
    private readonly Dictionary<DeviceKind, KindRules> _kinds;

    private readonly Dictionary<(DeviceKind Kind, string Id), Rule> _byId;

    private RuleSet(City city, Dictionary<DeviceKind, KindRules> kinds)
    {
        City = city;
        _kinds = kinds;
        _byId = kinds.Values.SelectMany(kind => kind.Readings.Concat<Rule>(kind.Absences).Concat(kind.Events)).ToDictionary(rule => (rule.Kind, rule.Id));
        Rules = [.. kinds.Values.SelectMany(kind => kind.Readings.Concat<Rule>(kind.Absences).Concat(kind.Events))];
    }

    public City City { get; }

    public IReadOnlyList<Rule> Rules { get; }

    /// <summary>Compiles the rules of every kind of every system.</summary>
    /// <param name="mistakes">
    /// Receives everything that is wrong, with file, line and column inside the expression. Whoever gets any must not use
    /// the result: a rule with a mistake is not in it.
    /// </param>
    public static RuleSet Compile(City city, ICollection<Mistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(mistakes);
        var neighbourhood = new Neighbourhood(city);
        DeviceKind[] kinds = [.. city.Systems.SelectMany(system => system.Kinds)];
        var compiled = kinds.ToDictionary(kind => kind, kind => new RuleCompiler(kind, city, neighbourhood, mistakes).Compile());
        new InhibitionCheck(kinds, mistakes).Run();
        LadderSet.Check(city, mistakes);
        return new RuleSet(city, compiled);
    }

    /// <summary>Finds what is wrong with the rules of a city that has other mistakes, as far as it could be read.</summary>
    /// <param name="systems">See <see cref="CityLoadResult.Systems"/>.</param>
    /// <param name="mistakes">Receives everything that is wrong and that the loader has not told.</param>
    public static void Check(IEnumerable<SystemProfile> systems, ICollection<Mistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(systems);
        ArgumentNullException.ThrowIfNull(mistakes);
        DeviceKind[] kinds = [.. systems.SelectMany(system => system.Kinds)];
        foreach (var kind in kinds)
        {
            new RuleCompiler(kind, city: null, neighbourhood: null, mistakes).Compile();
        }

        new InhibitionCheck(kinds, mistakes).Run();
    }

    /// <summary>The rule of a kind by its id; null when there is none.</summary>
    public Rule? Find(DeviceKind kind, string id) => _byId.GetValueOrDefault((kind, id));

    internal KindRules Of(DeviceKind kind) => _kinds[kind];
}
