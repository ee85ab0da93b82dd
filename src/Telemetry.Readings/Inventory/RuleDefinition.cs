namespace Telemetry.Readings.Inventory;

/// <summary>
/// A rule as the file has it: the shape is checked (keys, durations, severity, names of events and commands), the
/// expressions are not yet; Telemetry.Alerting compiles them. Exactly one of <see cref="When"/>, <see cref="Absent"/>
/// and <see cref="Event"/> is there.
/// </summary>
public sealed record RuleDefinition
{
    /// <summary>
    /// True when the loader has told a mistake in it: something may be missing or stand for what could not be read. Its
    /// expressions are as they were written.
    /// </summary>
    public bool HasMistake { get; init; }

    /// <summary>Unique within its kind.</summary>
    public required LocatedText Id { get; init; }

    /// <summary>The condition on readings.</summary>
    public LocatedText? When { get; init; }

    /// <summary>The condition that ends it; without, the negation of <see cref="When"/> widened by <see cref="Deadband"/>.</summary>
    public LocatedText? Clear { get; init; }

    /// <summary>How long <see cref="When"/> must hold on the sample's own time: a duration, see <see cref="DurationText"/>.</summary>
    public LocatedText? For { get; init; }

    /// <summary>How many of the last samples must satisfy <see cref="When"/>: <c>N of M</c>, see <see cref="SampleCount"/>; of the last events, <c>N of M within DURATION</c>.</summary>
    public LocatedText? Samples { get; init; }

    /// <summary>How long a device may be silent: a duration or <c>N intervals</c>, see <see cref="DurationText.TryParseIntervals"/>.</summary>
    public LocatedText? Absent { get; init; }

    /// <summary>The condition that suppresses the rule by design.</summary>
    public LocatedText? Unless { get; init; }

    /// <summary>A positive number in the unit of the field of <see cref="When"/>.</summary>
    public LocatedText? Deadband { get; init; }

    /// <summary>The condition on the attributes of an event.</summary>
    public LocatedText? Where { get; init; }

    /// <summary>When a further event belongs to the same incident: <c>FIELD within DURATION</c>.</summary>
    public LocatedText? Merge { get; init; }

    /// <summary>How long after the last event the condition is over: a duration.</summary>
    public LocatedText? ClearAfter { get; init; }

    /// <summary>The events that raise it, each one of the kind's; empty for other rules.</summary>
    public IReadOnlyList<LocatedText> Event { get; init; } = [];

    /// <summary>The events that end it, each one of the kind's.</summary>
    public IReadOnlyList<LocatedText> ClearEvent { get; init; } = [];

    /// <summary>When it may alarm, in the city's time; always when empty. Checked by Telemetry.Alerting.</summary>
    public IReadOnlyList<LocatedText> During { get; init; } = [];

    /// <summary>One of <c>critical</c>, <c>high</c>, <c>medium</c>, <c>low</c>: the severity that it begins with.</summary>
    public required LocatedText Severity { get; init; }

    /// <summary>Higher severities that it may come to; empty for most.</summary>
    public IReadOnlyList<SeverityStepDefinition> SeveritySteps { get; init; } = [];

    /// <summary>Rules whose conditions keep this one from being raised: <c>RULE</c>, <c>site.RULE</c>, <c>gateway.RULE</c>, <c>upstream.RULE</c>...</summary>
    public IReadOnlyList<LocatedText> InhibitedBy { get; init; } = [];

    /// <summary>When many of its conditions are one incident; null when they never are.</summary>
    public RuleGroupDefinition? Group { get; init; }

    /// <summary><c>3 in 1m</c>: so many occurrences are one incident; <c>never</c>; null as the city has it.</summary>
    public LocatedText? Chatter { get; init; }

    /// <summary>True for what must never be suppressed by a flood.</summary>
    public bool LifeSafety { get; init; }

    /// <summary>The id of an escalation ladder.</summary>
    public LocatedText? Escalation { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>Where <see cref="Title"/> stands.</summary>
    public LocalizedPlace? TitlePlace { get; init; }

    /// <summary>What whoever answers should do.</summary>
    public LocalizedText? Advice { get; init; }

    /// <summary>Where <see cref="Advice"/> stands.</summary>
    public LocalizedPlace? AdvicePlace { get; init; }

    /// <summary>Where the procedure is written: an https address, or a path in the city's own files.</summary>
    public LocatedText? Procedure { get; init; }

    /// <summary>What the device itself is told when the condition is raised.</summary>
    public RuleCommand? Command { get; init; }
}
