namespace Telemetry.Alerting.Escalation;

/// <summary>Who is called when nobody answers, and when: an incident climbs it until a person answers. City data, immutable.</summary>
public sealed record Ladder
{
    public required string Id { get; init; }

    /// <summary>In order of <see cref="LadderStep.After"/>; the first is at 0. Empty: nobody is called.</summary>
    public required IReadOnlyList<LadderStep> Steps { get; init; }

    /// <summary>The last step is taken again after each such time, until somebody answers; zero: it is not repeated.</summary>
    public required TimeSpan Repeat { get; init; }

    /// <summary>An answer is not an arrival: who is not on site so long after it is escalated again. Null: nobody has to be.</summary>
    public TimeSpan? OnSite { get; init; }

    /// <summary>What was answered and still stands so long after it alarms anew. Null: never.</summary>
    public TimeSpan? ReAlarm { get; init; }
}
