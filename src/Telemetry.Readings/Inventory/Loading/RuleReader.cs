using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the rules of a kind as far as they are data; their expressions are compiled by Telemetry.Alerting.</summary>
internal static class RuleReader
{
    // What makes a rule, and the keys that only make sense with it.
    private static readonly (string Trigger, string[] Companions)[] Triggers =
    [
        ("when", ["clear", "for", "samples", "deadband"]),
        ("event", ["where", "samples", "merge", "clear-event", "clear-after"]),
        ("absent", []),
    ];

    public static IReadOnlyList<RuleDefinition> Read(
        MappingReader kind,
        IReadOnlyList<string> eventNames,
        IReadOnlyList<CommandProfile> commands,
        MistakeList mistakes)
    {
        var rules = new List<RuleDefinition>();
        var ids = new Dictionary<string, YamlScalar>();
        foreach (YamlNode item in kind.Items("rules"))
        {
            int before = mistakes.Count;
            if (MappingReader.Open(item, "a rule", mistakes, SystemShapes.Rule.Names) is not { } reader)
                continue;
            YamlScalar? id = reader.Id("id");
            if (id is not null)
                reader.What = $"rule '{id.Value}'";
            if (id is not null && !ids.TryAdd(id.Value, id))
                mistakes.Add(id, $"rule '{id.Value}' is already defined at {ids[id.Value].Place}");
            RuleDefinition rule = ReadRule(reader, id, eventNames, commands, mistakes);
            rules.Add(rule with { HasMistake = mistakes.Count > before });
        }

        return rules;
    }

    private static RuleDefinition ReadRule(
        MappingReader reader,
        YamlScalar? id,
        IReadOnlyList<string> eventNames,
        IReadOnlyList<CommandProfile> commands,
        MistakeList mistakes)
    {
        CheckTrigger(reader, mistakes);
        (LocatedText? severity, IReadOnlyList<SeverityStepDefinition> steps) = ClauseReader.ReadSeverity(reader, mistakes);
        LocalizedPlace? title = reader.LocalizedWithPlace("title");
        LocalizedPlace? advice = reader.LocalizedWithPlace("advice", required: false);
        LocatedText? deadband = ReadDeadband(reader, mistakes);
        LocatedText? absent = ReadAbsent(reader, mistakes);
        List<LocatedText> raising = ReadEvents(reader, "event", eventNames, mistakes);
        List<LocatedText> clearing = ReadEvents(reader, "clear-event", eventNames, mistakes);
        RuleCommand? command = reader.Optional("command") is { } node
            ? CommandReader.ReadRuleCommand(node, reader.What, commands, mistakes)
            : null;
        return new RuleDefinition
        {
            Id = id?.Locate() ?? new LocatedText("", reader.Node.File, reader.Node.Line, reader.Node.Column),
            When = reader.Text("when"),
            Clear = reader.Text("clear"),
            For = reader.Duration("for", out _),
            Samples = ReadSamples(reader, mistakes),
            Absent = absent,
            Unless = reader.Text("unless"),
            Deadband = deadband,
            Where = reader.Text("where"),
            Merge = reader.Text("merge"),
            ClearAfter = reader.Duration("clear-after", out _),
            Event = raising,
            ClearEvent = clearing,
            Severity = severity ?? new LocatedText(SystemShapes.Severities[^1], reader.Node.File, reader.Node.Line, reader.Node.Column),
            LifeSafety = reader.Boolean("life-safety") ?? false,
            Escalation = reader.Id("escalation", required: false)?.Locate(),
            SeveritySteps = steps,
            During = [.. reader.Scalars("during").Select(text => text.Locate())],
            InhibitedBy = [.. reader.Scalars("inhibited-by").Select(text => text.Locate())],
            Group = ClauseReader.ReadGroup(reader, mistakes),
            Chatter = ClauseReader.ReadChatter(reader, mistakes),
            Procedure = ClauseReader.ReadProcedure(reader, mistakes),
            Title = Text(title) ?? new LocalizedText("", ""),
            TitlePlace = title,
            Advice = Text(advice),
            AdvicePlace = advice,
            Command = command,
        };
    }

    private static LocalizedText? Text(LocalizedPlace? place) => place is null ? null : new LocalizedText(place.Zh.Value, place.En.Value);

    private static void CheckTrigger(MappingReader reader, MistakeList mistakes)
    {
        string[] found = [.. Triggers.Select(t => t.Trigger).Where(reader.Has)];
        if (found.Length != 1)
        {
            mistakes.Add(
                found.Length == 0 ? reader.Node : reader.PlaceOf(found[1]),
                $"{reader.What} must have exactly one of 'when', 'event' and 'absent'");
            return;
        }

        string[] allowed = Triggers.First(t => t.Trigger == found[0]).Companions;
        foreach ((string trigger, string[] companions) in Triggers)
        {
            foreach (string companion in companions.Where(c => !allowed.Contains(c) && reader.Has(c)))
                mistakes.Add(reader.PlaceOf(companion), $"{reader.What} has '{companion}', which only goes with '{trigger}'");
        }
    }

    private static LocatedText? ReadDeadband(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Scalar("deadband") is not { } scalar)
            return null;
        if (MappingReader.TryNumber(scalar, out double number) && number > 0 && double.IsFinite(number))
            return scalar.Locate();
        mistakes.Add(scalar, $"'deadband' of {reader.What} must be a number more than 0, not {scalar.Shape}");
        return null;
    }

    private static LocatedText? ReadAbsent(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Scalar("absent") is not { } scalar)
            return null;
        if (DurationText.TryParse(scalar.Value, out _) || DurationText.TryParseIntervals(scalar.Value, out _))
            return scalar.Locate();
        mistakes.Add(scalar, $"'absent' of {reader.What} must be '3 intervals' or a duration such as 30s, 5m or 1h, not {scalar.Shape}");
        return null;
    }

    private static LocatedText? ReadSamples(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Scalar("samples") is not { } scalar)
            return null;
        if (reader.Has("event") ? SampleCount.TryParse(scalar.Value, out _, out _) : SampleCount.TryParse(scalar.Value, out _))
            return scalar.Locate();
        mistakes.Add(scalar, $"'samples' of {reader.What} must be 'N of M' with 1 <= N <= M <= {SampleCount.Most}, such as {(reader.Has("event") ? "'3 of 3 within 10s'" : "'3 of 5'")}, not {scalar.Shape}");
        return null;
    }

    private static List<LocatedText> ReadEvents(MappingReader reader, string key, IReadOnlyList<string> eventNames, MistakeList mistakes)
    {
        var events = new List<LocatedText>();
        foreach (YamlScalar scalar in reader.Scalars(key))
        {
            if (eventNames.Contains(scalar.Value))
                events.Add(scalar.Locate());
            else
                mistakes.Add(scalar, $"unknown event '{scalar.Value}'{NearestName.Hint(scalar.Value, eventNames)}");
        }

        return events;
    }
}
