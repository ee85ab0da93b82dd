namespace Telemetry.Readings.Inventory;

/// <summary>A ladder of escalation as the files have it, checked in itself; Telemetry.Alerting makes its ladders of these.</summary>
public sealed record LadderDefinition
{
    /// <summary>Unique in the city: what rules name in <c>escalation</c>.</summary>
    public required LocatedText Id { get; init; }

    /// <summary>The severity whose incidents climb it unless their rule names another; null when it is nobody's default.</summary>
    public LocatedText? Severity { get; init; }

    public required LocalizedText Title { get; init; }

    /// <summary>In order of time, the first at 0; empty: nobody is called.</summary>
    public IReadOnlyList<LadderStepDefinition> Steps { get; init; } = [];

    /// <summary>See <c>repeat</c>; zero when the last step is not repeated.</summary>
    public TimeSpan Repeat { get; init; }

    /// <summary>See <c>on-site</c>.</summary>
    public TimeSpan? OnSite { get; init; }

    /// <summary>See <c>re-alarm</c>.</summary>
    public TimeSpan? ReAlarm { get; init; }
}
