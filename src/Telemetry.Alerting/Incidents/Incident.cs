using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Incidents;

/// <summary>What people answer: a condition, and what was done about it. Immutable; every step gives another one.</summary>
public sealed record Incident
{
    /// <summary>The id of the condition, see <see cref="Engine.Transition.Id"/>.</summary>
    public required string Id { get; init; }

    public required string RuleId { get; init; }

    public required string DeviceId { get; init; }

    public required string SystemId { get; init; }

    public required string AreaId { get; init; }

    public required string SiteId { get; init; }

    public required Severity Severity { get; init; }

    public required bool LifeSafety { get; init; }

    public required IncidentState State { get; init; }

    public required LocalizedText Title { get; init; }

    public LocalizedText? Advice { get; init; }

    /// <summary>Unix milliseconds on the condition's own time.</summary>
    public required long OpenedAtMs { get; init; }

    /// <summary>Unix milliseconds; null until somebody answers.</summary>
    public long? AcknowledgedAtMs { get; init; }

    /// <summary>The principal who answered.</summary>
    public string? AcknowledgedBy { get; init; }

    /// <summary>Unix milliseconds on the condition's own time; null while it stands.</summary>
    public long? ClearedAtMs { get; init; }

    /// <summary>The number that the condition is about, as of the newest change while it stood; null when it is about none.</summary>
    public double? Value { get; init; }

    /// <summary>A JSON object: the fields of the events behind it, each with its newest value.</summary>
    public required string Attributes { get; init; }

    /// <summary>How many events were merged into it, the first included; 1 for other conditions.</summary>
    public int Occurrences { get; init; } = 1;

    /// <summary>True when a late sample changed what was told of it.</summary>
    public bool Corrected { get; init; }

    /// <summary>True while it is history that nobody is paged for: see <see cref="Engine.Transition.Backlog"/>.</summary>
    public bool Backlog { get; init; }

    /// <summary>True while the worker catches up on its journal: people are told at its end if the condition still stands then.</summary>
    public bool Held { get; init; }

    /// <summary>The incident that stands for this one and its like together; null when it stands for itself.</summary>
    public string? Group { get; init; }

    /// <summary>Where the procedure for it is written: an https address or a path; null when there is none.</summary>
    public string? Procedure { get; init; }

    /// <summary>The ladder of its rule; null when the severity decides.</summary>
    public string? Escalation { get; init; }

    /// <summary>The principal who has taken it on or been given it.</summary>
    public string? AssignedTo { get; init; }

    /// <summary>Unix milliseconds; null until somebody says that they are there.</summary>
    public long? OnSiteAtMs { get; init; }

    public string? OnSiteBy { get; init; }

    /// <summary>Unix milliseconds; null until somebody says what it turned out to be.</summary>
    public long? ResolvedAtMs { get; init; }

    public string? ResolvedBy { get; init; }

    public Resolution? Resolution { get; init; }

    /// <summary>What caused it, in the words of whoever resolved it.</summary>
    public string? Cause { get; init; }

    /// <summary>Why it calls nobody; null while it does.</summary>
    public IncidentHold? Hold { get; init; }

    /// <summary>
    /// Unix milliseconds of when it was put aside, counted through short times of calling in between; null when it never was.
    /// See <see cref="LifeSafetyQuiet"/>.
    /// </summary>
    public long? HeldSinceMs { get; init; }

    /// <summary>Unix milliseconds of when it was last taken up again; null while it is put aside, or when it never was.</summary>
    public long? LetGoAtMs { get; init; }

    /// <summary>True when people are to be told of this incident itself, as soon as no hold keeps it silent.</summary>
    public bool StandsForItself => !Backlog && !Held && Group is null;

    /// <summary>True when people are to be told of this incident itself now.</summary>
    public bool IsTold => StandsForItself && !State.IsHeldBack();

    /// <summary>Journal position of the newest transition taken in: one at or before it is a repetition after a restart.</summary>
    public required long Position { get; init; }

    /// <summary>Grows by one with every step; a writer who expected another one lost a race.</summary>
    public required int Version { get; init; }

    /// <summary>True until it is closed.</summary>
    public bool IsOpen => State != IncidentState.Closed;
}
