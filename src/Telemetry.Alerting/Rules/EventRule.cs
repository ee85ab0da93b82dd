using Telemetry.Alerting.Expressions;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A rule on events: one that satisfies <see cref="Where"/> raises it; a clearing event or quiet ends it.</summary>
internal sealed class EventRule(DeviceKind kind, RuleDefinition definition, Severity severity) : Rule(kind, definition, severity)
{
    private readonly string[] _raising = [.. definition.Event.Select(name => name.Value)];
    private readonly string[] _clearing = [.. definition.ClearEvent.Select(name => name.Value)];

    /// <summary>Null when every such event counts.</summary>
    public ConditionNode? Where { get; init; }

    /// <summary>So many of the last so many events must satisfy <see cref="Where"/>; both 0 when one is enough.</summary>
    public SampleCount Samples { get; init; }

    /// <summary>The time that those of <see cref="Samples"/> must lie in, in milliseconds.</summary>
    public long SamplesWithinMs { get; init; }

    /// <summary>The event field that tells conditions of one device apart (a zone); null when there is one at a time.</summary>
    public FieldProfile? MergeField { get; init; }

    /// <summary>
    /// How long after the last event a further one still belongs to the same condition, in milliseconds;
    /// <see cref="long.MaxValue"/> as long as it stands.
    /// </summary>
    public long MergeWithinMs { get; init; } = long.MaxValue;

    /// <summary>How much quiet ends it, in milliseconds; 0 when quiet does not.</summary>
    public long ClearAfterMs { get; init; }

    /// <summary>The number that the condition is about, for the people; null when it is about none.</summary>
    public NumberNode? Value { get; init; }

    public bool IsRaisedBy(string name) => Array.IndexOf(_raising, name) >= 0;

    public bool IsClearedBy(string name) => Array.IndexOf(_clearing, name) >= 0;
}
