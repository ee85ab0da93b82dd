using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Escalation;

/// <summary>The ladders of a city. Immutable; a reload makes another one.</summary>
public sealed class LadderSet
{
    private readonly Dictionary<string, Ladder> _byId = [];
    private readonly Dictionary<string, LocalizedText> _titles = [];
    private readonly Ladder?[] _bySeverity = new Ladder?[Enum.GetValues<Severity>().Length];

    private LadderSet(City city)
    {
        foreach (var definition in city.Ladders)
        {
            var ladder = new Ladder
            {
                Id = definition.Id.Value,
                Steps = [.. definition.Steps.Select(step => new LadderStep(step.After, Targets(step.Call), [.. step.By.Select(WayText.Parse)]))],
                Repeat = definition.Repeat,
                OnSite = definition.OnSite,
                ReAlarm = definition.ReAlarm,
            };
            _byId[ladder.Id] = ladder;
            _titles[ladder.Id] = definition.Title;
            if (definition.Severity is { } word && SeverityText.TryParse(word.Value, out var severity))
            {
                _bySeverity[(int)severity] = ladder;
            }
        }

        All = [.. _byId.Values];
    }

    public IReadOnlyList<Ladder> All { get; }

    public static LadderSet Of(City city)
    {
        ArgumentNullException.ThrowIfNull(city);
        return new LadderSet(city);
    }

    /// <summary>Whether rules and ladders fit. A city without any ladder calls nobody, whatever its rules name.</summary>
    public static void Check(City city, ICollection<Mistake> mistakes)
    {
        ArgumentNullException.ThrowIfNull(city);
        ArgumentNullException.ThrowIfNull(mistakes);
        var ladders = Of(city);
        if (ladders.All.Count == 0)
        {
            return;
        }

        foreach (var rule in city.Systems.SelectMany(system => system.Kinds).SelectMany(kind => kind.Rules))
        {
            if (rule.Escalation is { } name && ladders.Find(name.Value) is null)
            {
                mistakes.Add(name.MistakeAt(0, $"unknown ladder '{name}'{NearestName.Hint(name.Value, [.. ladders.All.Select(ladder => ladder.Id)])}"));
            }
            else if (rule.LifeSafety && SeverityText.TryParse(rule.Severity.Value, out var severity) && ladders.For(severity, rule.Escalation?.Value) is not { Steps.Count: > 0 })
            {
                string which = rule.Escalation is { } own ? $"ladder '{own}' calls nobody" : $"severity '{rule.Severity}' has no ladder that calls anybody";
                mistakes.Add(rule.Id.MistakeAt(0, $"rule '{rule.Id}' is about life and safety, and {which}; give it an 'escalation'"));
            }
        }
    }

    public Ladder? Find(string id) => _byId.GetValueOrDefault(id);

    public LocalizedText? TitleOf(Ladder ladder) => _titles.GetValueOrDefault(ladder?.Id ?? "");

    /// <summary>The ladder of an incident: the one that its rule names, else its severity's; null when it has none.</summary>
    /// <param name="severity">Now.</param>
    /// <param name="escalation">Of the rule. One that the city no longer has counts as none named.</param>
    public Ladder? For(Severity severity, string? escalation) =>
        escalation is not null && _byId.TryGetValue(escalation, out var named) ? named : _bySeverity[(int)severity];

    private static LadderTargets Targets(IEnumerable<string> words) => words.Aggregate(LadderTargets.None, (targets, word) => targets | word switch
    {
        "duty" => LadderTargets.Duty,
        "deputies" => LadderTargets.Deputies,
        "next-level" => LadderTargets.NextLevel,
        _ => LadderTargets.AllLevels,
    });
}
