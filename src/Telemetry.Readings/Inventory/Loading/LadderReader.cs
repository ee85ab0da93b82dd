using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads ladders of escalation.</summary>
internal sealed class LadderReader(MistakeList mistakes)
{
    /// <summary>A ladder of more steps is a mistake.</summary>
    private const int MaximumSteps = 32;

    /// <summary>Nobody can answer faster than that, and whoever is being called would be called again.</summary>
    private static readonly TimeSpan LeastRepeat = TimeSpan.FromSeconds(10);

    private readonly List<LadderDefinition> _ladders = [];

    public IReadOnlyList<LadderDefinition> Ladders => _ladders;

    public void Read(YamlNode item)
    {
        if (MappingReader.Open(item, "a ladder", mistakes, CityShapes.Ladder.Names) is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        if (id is not null)
            reader.What = $"ladder '{id.Value}'";
        YamlScalar? severity = reader.Choice("severity", SystemShapes.Severities) is null ? null : reader.Scalar("severity");
        LocalizedText? title = reader.Localized("title");
        IReadOnlyList<LadderStepDefinition> steps = ReadSteps(reader);
        LocatedText? repeatText = reader.Duration("repeat", out TimeSpan repeat);
        if (repeatText is not null && repeat < LeastRepeat)
            mistakes.Add(reader.Optional("repeat")!, $"'repeat' of {reader.What} must be at least {LeastRepeat.TotalSeconds:0}s, not {repeatText}");
        TimeSpan? onSite = reader.Duration("on-site", out TimeSpan arrival) is null ? null : arrival;
        TimeSpan? reAlarm = reader.Duration("re-alarm", out TimeSpan again) is null ? null : again;
        if (id is null)
            return;
        if (_ladders.Find(ladder => ladder.Id.Value == id.Value) is { } same)
            mistakes.Add(id, $"ladder '{id.Value}' is already defined at {Place(same.Id)}");
        if (severity is not null && _ladders.Find(ladder => ladder.Severity?.Value == severity.Value) is { } other)
            mistakes.Add(severity, $"severity '{severity.Value}' already has the ladder '{other.Id}' at {Place(other.Id)}");
        _ladders.Add(new LadderDefinition
        {
            Id = id.Locate(),
            Severity = severity?.Locate(),
            Title = title ?? id.AsTitle(),
            Steps = steps,
            Repeat = repeatText is null ? TimeSpan.Zero : repeat,
            OnSite = onSite,
            ReAlarm = reAlarm,
        });
    }

    private List<LadderStepDefinition> ReadSteps(MappingReader ladder)
    {
        var steps = new List<LadderStepDefinition>();
        IReadOnlyList<YamlNode> items = ladder.Items("steps");
        if (items.Count > MaximumSteps)
            mistakes.Add(ladder.PlaceOf("steps"), $"{ladder.What} has {items.Count} steps; at most {MaximumSteps} are allowed");
        TimeSpan before = TimeSpan.MinValue;
        foreach (YamlNode item in items.Take(MaximumSteps))
        {
            if (MappingReader.Open(item, $"a step of {ladder.What}", mistakes, CityShapes.LadderStep.Names) is not { } reader)
                continue;
            IReadOnlyList<string> call = Words(reader, "call", CityShapes.Targets);
            IReadOnlyList<string> by = Words(reader, "by", CityShapes.Ways);
            if (reader.Scalar("after", required: true) is not { } afterText)
                continue;
            if (!TryAfter(afterText.Value, out TimeSpan after))
            {
                mistakes.Add(afterText, $"'after' of {reader.What} must be a duration such as 0s, 5m or 1h, not {afterText.Shape}");
                continue;
            }

            if (before == TimeSpan.MinValue && after != TimeSpan.Zero)
                mistakes.Add(afterText, $"the first step of {ladder.What} must be at 0s, not {afterText.Shape}: else nobody is called until then");
            else if (after <= before)
                mistakes.Add(afterText, $"the steps of {ladder.What} must be in order of time: {afterText.Shape} is not after the step before it");
            before = after;
            steps.Add(new LadderStepDefinition(after, call, by));
        }

        return steps;
    }

    private List<string> Words(MappingReader reader, string key, string[] known)
    {
        var words = new List<string>();
        foreach (YamlScalar word in reader.Scalars(key, required: true))
        {
            if (!known.Contains(word.Value))
                mistakes.Add(word, $"unknown word '{word.Value}' in '{key}' of {reader.What}{NearestName.Hint(word.Value, known)}");
            else if (words.Contains(word.Value))
                mistakes.Add(word, $"'{word.Value}' is there twice in '{key}' of {reader.What}");
            else
                words.Add(word.Value);
        }

        return words;
    }

    private static bool TryAfter(string text, out TimeSpan after)
    {
        after = TimeSpan.Zero;
        return text is "0s" or "0m" or "0h" or "0ms" || DurationText.TryParse(text, out after);
    }

    private static string Place(LocatedText text) => string.Create(CultureInfo.InvariantCulture, $"{text.File}:{text.Line}:{text.Column}");
}
