using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Rules;

/// <summary>What a rule says beside what raises and clears it: how its conditions are announced.</summary>
internal sealed class RuleClauses
{
    public static RuleClauses None { get; } = new();

    /// <summary>When it may be raised; null for always.</summary>
    public Schedule? During { get; init; }

    /// <summary>Rising; empty for most.</summary>
    public SeverityStep[] Steps { get; init; } = [];

    public Inhibitor[] InhibitedBy { get; init; } = [];

    public GroupRule? Group { get; init; }

    /// <summary>So many occurrences within <see cref="ChatterMs"/> are one incident; 0: they never are.</summary>
    public int ChatterCount { get; init; }

    /// <summary>See <see cref="ChatterCount"/>; also the quiet that ends it.</summary>
    public long ChatterMs { get; init; }

    /// <summary>What the number that the rule is about is compared with; null when that is no single number.</summary>
    public NumberNode? Limit { get; init; }

    /// <summary>Null when the title is as it is written.</summary>
    public TextTemplate? Title { get; init; }

    /// <summary>Null when there is no advice, or it is as it is written.</summary>
    public TextTemplate? Advice { get; init; }
}
