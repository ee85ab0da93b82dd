using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Silences;

/// <summary>A time during which incidents of a scope are opened and kept as ever, and call nobody.</summary>
public sealed record Silence
{
    /// <summary>Who ends the hold of an incident when time does.</summary>
    public const string Clock = "clock";

    /// <summary>The owner of what the city's files plan, and who ends it when they no longer do.</summary>
    public const string Calendar = "calendar";

    /// <summary>
    /// What endangers life is silent for at most this long. It is no option: a longer silence leaves life safety alone,
    /// whoever made it.
    /// </summary>
    public static readonly TimeSpan LifeSafetyMaximum = LifeSafetyQuiet.Maximum;

    public required string Id { get; init; }

    public required SilenceKind Kind { get; init; }

    public required SilenceScope Scope { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long StartMs { get; init; }

    /// <summary>Unix milliseconds; does not belong to it.</summary>
    public required long EndMs { get; init; }

    /// <summary>For people.</summary>
    public required string Reason { get; init; }

    /// <summary>The principal who made it; <see cref="Calendar"/> with the duty behind it for what the city's files plan.</summary>
    public required string Owner { get; init; }

    /// <summary>True when whoever made it wants life safety to call all the same.</summary>
    public bool ExceptLifeSafety { get; init; }

    /// <summary>The maintenance of the city's files that it is one time of; null when a person made it.</summary>
    public string? CalendarItem { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public required long CreatedAtMs { get; init; }

    /// <summary>Unix milliseconds; null until it is over for good. What has ended never begins again, whatever clocks do.</summary>
    public long? EndedAtMs { get; init; }

    /// <summary>Who withdrew it, <see cref="Clock"/> or <see cref="Calendar"/>.</summary>
    public string? EndedBy { get; init; }

    /// <summary>Grows by one with every change.</summary>
    public int Version { get; init; } = 1;

    /// <summary>True when it may keep life safety silent.</summary>
    public bool CatchesLifeSafety => !ExceptLifeSafety && EndMs - StartMs <= (long)LifeSafetyMaximum.TotalMilliseconds;

    /// <summary>The state of what it catches.</summary>
    public IncidentState State => Kind == SilenceKind.Maintenance ? IncidentState.OutOfService : IncidentState.Shelved;

    /// <summary>What an incident that it catches says of it.</summary>
    public IncidentHold Hold => new(Reason, Owner, EndMs, Id);
}
