using System.Globalization;
using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>Compiles what a rule says beside what raises and clears it.</summary>
/// <param name="city">Null when it could not be read: its calendars and defaults are then not known.</param>
internal sealed class ClauseCompiler(DeviceKind kind, City? city, ICollection<Mistake> mistakes)
{
    private const string When = "when ";
    private const string After = "after ";
    private const string NoChatter = "never";
    private const string ValueWord = "value";
    private static readonly string[] Places = [.. Enum.GetNames<InhibitorPlace>().Skip(1).Select(name => name.ToLowerInvariant())];

    /// <param name="severity">The one that it begins with.</param>
    /// <param name="fields">What its placeholders and its steps may name; null for a rule on silence.</param>
    /// <param name="subject">The number that it is about; null when it is about none.</param>
    /// <param name="limit">What that is compared with; null when that is no single number.</param>
    /// <param name="condition">Compiles the condition of a step; null when there is a mistake.</param>
    public RuleClauses Compile(
        RuleDefinition definition, Severity severity, FieldTable? fields, NumberNode? subject, NumberNode? limit, Func<LocatedText, ConditionNode?> condition)
    {
        var field = subject is NumberNode.Field { Index: var index } && fields is not null ? fields[index] : null;
        var templates = new TemplateParser(Parts(fields, subject, limit, field), mistakes);
        (int chatterCount, long chatterMs) = Chatter(definition);
        return new RuleClauses
        {
            During = new ScheduleParser(city, mistakes).Parse(definition.During),
            Steps = Steps(definition, fields, subject, field, condition),
            InhibitedBy = [.. definition.InhibitedBy.Select(text => InhibitorOf(definition, text)).OfType<Inhibitor>()],
            Group = definition.Group is { } group ? GroupOf(definition, group, severity) : null,
            ChatterCount = chatterCount,
            ChatterMs = chatterMs,
            Title = templates.Parse(definition.TitlePlace),
            Advice = templates.Parse(definition.AdvicePlace),
            Limit = limit,
        };
    }

    /// <summary>Reads <c>RULE</c> or <c>PLACE.RULE</c>; null when it is neither.</summary>
    public static Inhibitor? ParseInhibitor(string text)
    {
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        int place = dot < 0 ? 0 : Array.IndexOf(Places, text[..dot]) + 1;
        return dot >= 0 && place == 0 ? null : new Inhibitor((InhibitorPlace)place, text[(dot + 1)..]);
    }

    /// <summary>The highest severity that a rule may come to.</summary>
    /// <param name="first">The one that it begins with.</param>
    public static Severity HighestOf(RuleDefinition definition, Severity first) =>
        definition.SeveritySteps.Select(step => SeverityText.TryParse(step.Severity.Value, out var reached) ? reached : first).Append(first).Max();

    private SeverityStep[] Steps(
        RuleDefinition definition, FieldTable? fields, NumberNode? subject, FieldProfile? field, Func<LocatedText, ConditionNode?> condition)
    {
        var steps = new List<(LocatedText Text, SeverityStep Step)>();
        foreach (var step in definition.SeveritySteps)
        {
            if (Step(step, fields, subject, condition) is { } read)
            {
                steps.Add((step.When, read));
            }
        }

        foreach (var (text, step) in steps)
        {
            if (field is not null && step.Value is { } range && (range.Least > field.PhysicalMaximum || range.Most < field.PhysicalMinimum))
            {
                string physical = string.Create(CultureInfo.InvariantCulture, $"{field.PhysicalMinimum}..{field.PhysicalMaximum}");
                mistakes.Add(text.MistakeAt(0, $"'{text}' is never reached: the physical range of '{field.Name}' is {physical}"));
            }
            else if (steps.Find(other => other.Step.Severity > step.Severity && IsSooner(other.Step, step)) is { Text: { } sooner, Step: { } higher })
            {
                mistakes.Add(text.MistakeAt(0, $"'{text}' is never seen: by then '{sooner}' has made it {higher.Severity.ToText()}"));
            }
        }

        return [.. steps.Select(step => step.Step)];
    }

    /// <summary>True when whatever reaches <paramref name="step"/> has reached <paramref name="other"/>.</summary>
    private static bool IsSooner(SeverityStep other, SeverityStep step) =>
        (other.AfterMs > 0 && step.AfterMs >= other.AfterMs)
        || (other.Value is { } wide && step.Value is { } narrow && narrow.Least >= wide.Least && narrow.Most <= wide.Most);

    private SeverityStep? Step(SeverityStepDefinition step, FieldTable? fields, NumberNode? subject, Func<LocatedText, ConditionNode?> condition)
    {
        string text = step.When.Value;
        if (!SeverityText.TryParse(step.Severity.Value, out var severity))
        {
            return null;
        }

        if (text.StartsWith(After, StringComparison.Ordinal) && DurationText.TryParse(text[After.Length..].Trim(), out var after))
        {
            return new SeverityStep(severity, (long)after.TotalMilliseconds, null, null);
        }

        string expression = text.StartsWith(When, StringComparison.Ordinal) ? text[When.Length..] : text;
        if (fields is null)
        {
            mistakes.Add(step.When.MistakeAt(0, "a rule on silence has no values; its severity rises by 'after' alone"));
            return null;
        }

        if (ValueRangeOf(expression) is { } range)
        {
            if (subject is null)
            {
                mistakes.Add(step.When.MistakeAt(When.Length, "the rule is about no single number, so 'value' is nothing; name a field"));
            }

            return new SeverityStep(severity, 0, null, range);
        }

        var when = condition(step.When with { Value = expression, Column = step.When.Column + text.Length - expression.Length });
        return when is null ? null : new SeverityStep(severity, 0, when, null);
    }

    /// <summary>The numbers of <c>value &gt; 4</c>; null when it is another expression.</summary>
    private static ValueRange? ValueRangeOf(string expression)
    {
        if (expression.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [ValueWord, var sign, var number]
            || !double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double limit) || !double.IsFinite(limit))
        {
            return null;
        }

        ComparisonOperator? comparison = sign switch
        {
            "<" => ComparisonOperator.Less,
            "<=" => ComparisonOperator.LessOrEqual,
            ">" => ComparisonOperator.Greater,
            ">=" => ComparisonOperator.GreaterOrEqual,
            _ => null,
        };
        return comparison is { } known ? ValueRange.Of(known, limit) : null;
    }

    private Inhibitor? InhibitorOf(RuleDefinition definition, LocatedText text)
    {
        if (definition.LifeSafety)
        {
            mistakes.Add(text.MistakeAt(0, $"rule '{definition.Id}' is about life and safety: nothing may keep it from being raised"));
            return null;
        }

        if (ParseInhibitor(text.Value) is { } inhibitor)
        {
            return inhibitor;
        }

        string place = text.Value[..text.Value.IndexOf('.', StringComparison.Ordinal)];
        mistakes.Add(text.MistakeAt(0, $"unknown place '{place}'{NearestName.Hint(place, Places)}"));
        return null;
    }

    private GroupRule? GroupOf(RuleDefinition definition, RuleGroupDefinition group, Severity severity)
    {
        if (definition.LifeSafety)
        {
            mistakes.Add(group.By.MistakeAt(0, $"rule '{definition.Id}' is about life and safety: each of its incidents is told by itself, so that it cannot have a 'group'"));
            return null;
        }

        string id = definition.Id.Value + GroupRule.Suffix;
        if (kind.Rules.FirstOrDefault(rule => rule.Id.Value == id) is { } other)
        {
            mistakes.Add(other.Id.MistakeAt(0, $"'{id}' is the name of the group of rule '{definition.Id}'; choose another"));
        }

        // Members page nobody, however severe they become: their group has to.
        severity = HighestOf(definition, severity);
        if (group.Severity is { } own && SeverityText.TryParse(own.Value, out var told))
        {
            if (told < severity)
            {
                mistakes.Add(own.MistakeAt(0, $"rule '{definition.Id}' may become {severity.ToText()}, and its members are told by the group alone: a group cannot be less severe"));
            }

            severity = told;
        }

        var parts = Common();
        parts["count"] = new TextPart.MemberCount();
        var title = new TemplateParser(parts, mistakes).Parse(group.TitlePlace);
        var by = group.By.Value switch { "site" => GroupBy.Site, "gateway" => GroupBy.Gateway, _ => GroupBy.Area };
        return new GroupRule(
            kind,
            definition with { Id = definition.Id with { Value = id }, Title = group.Title, TitlePlace = group.TitlePlace, Group = null, Command = null },
            severity,
            by,
            group)
        {
            Clauses = new RuleClauses { Title = title },
        };
    }

    private (int Count, long WithinMs) Chatter(RuleDefinition definition)
    {
        if (definition.LifeSafety)
        {
            // Each raise is told: a further occurrence of an open condition would tell nobody.
            if (definition.Chatter is { Value: not NoChatter } own)
            {
                mistakes.Add(own.MistakeAt(0, $"rule '{definition.Id}' is about life and safety: each of its incidents is told by itself, so that it cannot have a 'chatter' but 'never'"));
            }

            return default;
        }

        // How often a device is silent is no matter of a minute.
        if (definition.Chatter is null)
        {
            return definition.Absent is not null || city is null ? default : (city.Alarms.ChatterCount, (long)city.Alarms.ChatterWithin.TotalMilliseconds);
        }

        return OccurrenceText.TryParse(definition.Chatter.Value, out int count, out var within) ? (count, (long)within.TotalMilliseconds) : default;
    }

    private static Dictionary<string, TextPart> Common() => new()
    {
        ["device"] = new TextPart.DeviceTitle(),
        ["site"] = new TextPart.SiteTitle(),
        ["area"] = new TextPart.AreaTitle(),
    };

    private Dictionary<string, TextPart> Parts(FieldTable? fields, NumberNode? subject, NumberNode? limit, FieldProfile? field)
    {
        var parts = Common();
        foreach (var known in fields?.Fields ?? [])
        {
            if (ReferenceEquals(fields, kind.Events))
            {
                parts[known.Name] = new TextPart.Attribute(known);
            }
            else if (known.Type != FieldType.Text)
            {
                parts[known.Name] = new TextPart.Reading(known);
            }
        }

        // A field of such a name is the more exact word for it, and keeps it.
        if (subject is not null)
        {
            parts.TryAdd("value", new TextPart.Value(field));
        }

        if (limit is not null)
        {
            parts.TryAdd("limit", new TextPart.Limit(field));
        }

        return parts;
    }
}
