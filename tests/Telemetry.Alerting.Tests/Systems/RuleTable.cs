using System.Text;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Tests.Systems;

/// <summary>Every rule of the seeds as a table for people, from the files themselves.</summary>
internal static class RuleTable
{
    private const string City = """
        areas:
          - { id: shire, level: city, title: { zh: 市, en: City } }

        """;

    public static string Write()
    {
        var files = Directory.GetFiles(Path.Combine(SeedsFolder.Path, "systems"), "*.yaml").Order(StringComparer.Ordinal)
            .Select(file => new CityFile("systems/" + Path.GetFileName(file), File.ReadAllText(file)));
        var result = CityLoader.Load([.. files, new CityFile("city/none.yaml", City)]);
        Assert.True(result.IsGood, string.Join('\n', result.Mistakes));
        var text = new StringBuilder();
        foreach (var system in result.City.Systems)
        {
            text.Append($"\n## {system.Title.En} (`{system.Id}`)\n");
            foreach (var kind in system.Kinds)
            {
                text.Append($"\n### {kind.Title.En} (`{kind.Id}`)\n| Rule | Severity | Raises | Ends | Not while | People read |\n|---|---|---|---|---|---|\n");
                foreach (var rule in kind.Rules)
                {
                    text.Append($"| `{rule.Id}` | {Severity(rule)} | {Raises(rule)} | {Ends(rule)} | {NotWhile(rule)} | {rule.Title.En} |\n");
                }
            }
        }

        return text.ToString();
    }

    private static string Severity(RuleDefinition rule)
    {
        var words = rule.SeveritySteps.Select(step => $"{step.Severity} {Step(step.When.Value)}").Prepend(rule.Severity.Value);
        return string.Join("; ", words) + (rule.LifeSafety ? "; life safety" : "");
    }

    private static string Step(string when) => when.StartsWith("when ", StringComparison.Ordinal) ? $"when {Code(when[5..])}" : when;

    private static string Raises(RuleDefinition rule)
    {
        var words = new List<string>();
        Add(words, "", rule.When?.Value);
        Add(words, "absent ", rule.Absent?.Value);
        Add(words, "event ", rule.Event.Count == 0 ? null : string.Join(", ", rule.Event));
        Add(words, "where ", rule.Where?.Value);
        Add(words, "for ", rule.For?.Value);
        Add(words, "samples ", rule.Samples?.Value);
        Add(words, "during ", rule.During.Count == 0 ? null : string.Join(", ", rule.During));
        Add(words, "merged by ", rule.Merge?.Value);
        if (rule.Group is { } group)
        {
            words.Add($"{group.AtLeast} of one {group.By} are one incident");
        }

        return string.Join(", ", words);
    }

    private static string Ends(RuleDefinition rule)
    {
        var words = new List<string>();
        Add(words, "", rule.Clear?.Value);
        Add(words, "dead band ", rule.Deadband?.Value);
        Add(words, "event ", rule.ClearEvent.Count == 0 ? null : string.Join(", ", rule.ClearEvent));
        Add(words, "quiet of ", rule.ClearAfter?.Value);
        return string.Join(", ", words);
    }

    private static string NotWhile(RuleDefinition rule)
    {
        var words = new List<string>();
        Add(words, "", rule.Unless?.Value);
        words.AddRange(rule.InhibitedBy.Select(other => $"{Code(other.Value)} stands"));
        return string.Join(", ", words);
    }

    private static void Add(List<string> words, string name, string? value)
    {
        if (value is not null)
        {
            words.Add(name + Code(value));
        }
    }

    private static string Code(string text) => $"`{text}`";
}
