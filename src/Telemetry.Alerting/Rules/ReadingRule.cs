using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A rule on readings: <c>when</c> it holds <c>for</c> a time it is raised, and <c>clear</c> ends it.</summary>
internal sealed class ReadingRule(DeviceKind kind, RuleDefinition definition, Severity severity) : Rule(kind, definition, severity)
{
    public required ConditionNode When { get; init; }

    public required ConditionNode Clear { get; init; }

    /// <summary>Suppresses the rule by design while it holds; null when nothing does.</summary>
    public ConditionNode? Unless { get; init; }

    /// <summary>How long <see cref="When"/> must hold, in milliseconds; 0 raises at once.</summary>
    public long ForMs { get; init; }

    /// <summary>With <c>samples: n of m</c>: how many of the last <see cref="SamplesOf"/> must satisfy <see cref="When"/>.</summary>
    public int SamplesNeeded { get; init; }

    /// <summary>See <see cref="SamplesNeeded"/>; 0 when the rule does not count.</summary>
    public int SamplesOf { get; init; }

    /// <summary>The number that the condition is about, for the people; null when it is about none.</summary>
    public NumberNode? Value { get; init; }
}
