using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What a rule of the files watches for, for people.</summary>
/// <param name="Condition">As the file has it; null when it is not about readings.</param>
/// <param name="Steps">Severities that it rises to, and when: <c>critical</c>, <c>after 30m</c>.</param>
public sealed record RuleView(string? Condition, IReadOnlyList<(string Severity, string When)> Steps)
{
    private const string GroupSuffix = "-group";

    /// <summary>Null when the rule is gone.</summary>
    /// <param name="id">The rule's, or that of its groups.</param>
    public static RuleView? Of(DeviceKind? kind, string id)
    {
        RuleDefinition? rule = Find(kind, id) ?? (id.EndsWith(GroupSuffix, StringComparison.Ordinal) ? Find(kind, id[..^GroupSuffix.Length]) : null);
        return rule is null ? null : new RuleView(rule.When?.Value, [.. rule.SeveritySteps.Select(step => (step.Severity.Value, step.When.Value))]);
    }

    private static RuleDefinition? Find(DeviceKind? kind, string id) => kind?.Rules.FirstOrDefault(rule => rule.Id.Value == id);
}
