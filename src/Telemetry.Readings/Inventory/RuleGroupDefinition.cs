namespace Telemetry.Readings.Inventory;

/// <summary>When many conditions of one rule are one incident, as the file has it.</summary>
public sealed record RuleGroupDefinition
{
    /// <summary>What they have in common: <c>area</c>, <c>site</c> or <c>gateway</c>.</summary>
    public required LocatedText By { get; init; }

    /// <summary>So many devices make a group; at least 2.</summary>
    public required int AtLeast { get; init; }

    /// <summary>How close together they must have begun.</summary>
    public required TimeSpan Within { get; init; }

    /// <summary>The group's own severity; the rule's when null.</summary>
    public LocatedText? Severity { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>Where <see cref="Title"/> stands.</summary>
    public LocalizedPlace? TitlePlace { get; init; }
}
