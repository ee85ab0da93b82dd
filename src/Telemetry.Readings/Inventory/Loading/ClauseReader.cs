using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the clauses of a rule that are neither its trigger nor its texts, as far as they are data.</summary>
internal static class ClauseReader
{
    private const string AtOnce = "at once";

    /// <summary>One word, or <c>{ medium: at once, high: after 30m, critical: [after 2h, when value > 4] }</c>.</summary>
    public static (LocatedText? First, IReadOnlyList<SeverityStepDefinition> Steps) ReadSeverity(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Required("severity") is not { } node)
            return (null, []);
        if (node is not YamlMapping)
            return (reader.Scalar("severity") is { } word ? Word(word, mistakes) : null, []);

        LocatedText? first = null;
        var steps = new List<SeverityStepDefinition>();
        var entries = MappingReader.Open(node, $"'severity' of {reader.What}", mistakes, SystemShapes.Severities)!;
        foreach (string severity in SystemShapes.Severities.Reverse().Where(entries.Has))
        {
            LocatedText name = ((YamlScalar)entries.PlaceOf(severity)).Locate();
            foreach (YamlScalar when in entries.Scalars(severity))
            {
                if (when.Value == AtOnce && first is null && steps.Count == 0)
                    first = name;
                else if (when.Value == AtOnce)
                    mistakes.Add(when, $"only the least severity of {reader.What} is '{AtOnce}'");
                else if (IsAfter(when.Value) || when.Value.StartsWith("when ", StringComparison.Ordinal))
                    steps.Add(new SeverityStepDefinition(name, when.Locate()));
                else
                    mistakes.Add(when, $"when {reader.What} becomes {severity} must be '{AtOnce}', 'after' and a duration such as 'after 30m', or 'when' and a condition, not {when.Shape}");
            }
        }

        if (first is null && ((YamlMapping)node).Entries.Count > 0)
            mistakes.Add(node, $"'severity' of {reader.What} does not say how urgent it is at first; write 'at once' for the least");
        return (first, steps);
    }

    public static RuleGroupDefinition? ReadGroup(MappingReader rule, MistakeList mistakes)
    {
        if (rule.Optional("group") is not { } node
            || MappingReader.Open(node, $"'group' of {rule.What}", mistakes, SystemShapes.RuleGroup.Names) is not { } reader)
        {
            return null;
        }

        int? by = reader.Choice("by", SystemShapes.GroupKeys, required: true);
        int atLeast = 2;
        if (reader.Scalar("at-least", required: true) is { } count
            && !(int.TryParse(count.Value, NumberStyles.None, CultureInfo.InvariantCulture, out atLeast) && atLeast >= 2))
        {
            mistakes.Add(count, $"'at-least' of {reader.What} must be a whole number of at least 2, not {count.Shape}");
        }

        reader.Duration("within", out TimeSpan within, required: true);
        LocatedText? severity = reader.Scalar("severity") is { } word ? Word(word, mistakes) : null;
        LocalizedPlace? title = reader.LocalizedWithPlace("title");
        return by is null || title is null
            ? null
            : new RuleGroupDefinition
            {
                By = reader.Text("by")!,
                AtLeast = atLeast,
                Within = within,
                Severity = severity,
                Title = new LocalizedText(title.Zh.Value, title.En.Value),
                TitlePlace = title,
            };
    }

    public static LocatedText? ReadChatter(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Scalar("chatter") is not { } scalar)
            return null;
        if (scalar.Value == "never" || OccurrenceText.TryParse(scalar.Value, out _, out _))
            return scalar.Locate();
        mistakes.Add(scalar, $"'chatter' of {reader.What} must be a count and a time such as '3 in 1m', or 'never', not {scalar.Shape}");
        return null;
    }

    /// <summary>An address that a browser may follow, or a path that stays inside the city's own files.</summary>
    public static LocatedText? ReadProcedure(MappingReader reader, MistakeList mistakes)
    {
        if (reader.Scalar("procedure") is not { } scalar)
            return null;
        bool isAddress = Uri.TryCreate(scalar.Value, UriKind.Absolute, out Uri? address) && address.Scheme == Uri.UriSchemeHttps && address.UserInfo.Length == 0;
        bool isPath = scalar.Value.All(c => char.IsLetterOrDigit(c) || c is '/' or '.' or '-' or '_' or '#')
            && scalar.Value[0] != '/' && !scalar.Value.Split('/').Contains("..");
        if (isAddress || isPath)
            return scalar.Locate();
        mistakes.Add(scalar, $"'procedure' of {reader.What} must be an https address or a path such as procedures/leak.md, not {scalar.Shape}");
        return null;
    }

    private static LocatedText? Word(YamlScalar scalar, MistakeList mistakes)
    {
        if (SystemShapes.Severities.Contains(scalar.Value))
            return scalar.Locate();
        mistakes.Add(scalar, $"unknown severity '{scalar.Value}'{NearestName.Hint(scalar.Value, SystemShapes.Severities)}");
        return null;
    }

    private static bool IsAfter(string text) =>
        text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["after", var duration] && DurationText.TryParse(duration, out _);
}
