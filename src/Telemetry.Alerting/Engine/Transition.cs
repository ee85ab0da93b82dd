using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>A condition was raised, changed or cleared. The same records give the same transitions with the same ids.</summary>
public sealed record Transition
{
    private readonly Severity? _severity;
    private readonly LocalizedText? _title;
    private readonly LocalizedText? _advice;

    /// <summary>
    /// The condition: 16 lower-case hexadecimal digits of a hash over rule, device and the position that raised it, so that
    /// raising, changing and clearing one condition have the same id.
    /// </summary>
    public required string Id { get; init; }

    public required TransitionKind Kind { get; init; }

    public required Rule Rule { get; init; }

    public required Device Device { get; init; }

    /// <summary>The journal position of the record that made it happen.</summary>
    public required long Position { get; init; }

    /// <summary>Unix milliseconds: the sample's engine time, or the wall time of the tick.</summary>
    public required long AtMs { get; init; }

    /// <summary>Unix milliseconds when the worker received that record: unlike <see cref="AtMs"/> no matter of a device's clock. Null where nobody knows.</summary>
    public long? ReceivedAtMs { get; init; }

    /// <summary>What tells conditions of one rule and device apart: the value of the merge field; empty without.</summary>
    internal string Key { get; init; } = "";

    /// <summary>The number that the condition is about; null when it is about none or the value is not known.</summary>
    public double? Value { get; init; }

    /// <summary>The fields of the event as a JSON object; <c>{}</c> when no event is behind it.</summary>
    public string Attributes { get; init; } = "{}";

    /// <summary>How urgent it is now: the rule's, or higher once it has lasted or grown. It never falls while the condition stands.</summary>
    public Severity Severity { get => _severity ?? Rule.Severity; init => _severity = value; }

    /// <summary>The rule's title; of a raise with its placeholders filled.</summary>
    public LocalizedText Title { get => _title ?? Rule.Title; init => _title = value; }

    /// <summary>The rule's advice; of a raise with its placeholders filled.</summary>
    public LocalizedText? Advice { get => _advice ?? Rule.Advice; init => _advice = value; }

    /// <summary>True when a late sample changed history: the condition began, ended or was otherwise than was told.</summary>
    public bool Corrected { get; init; }

    /// <summary>
    /// True while it is history: its time is so far behind its receipt that nobody is paged for it now. A later
    /// <see cref="TransitionKind.Changed"/> without it says that the condition still stands.
    /// </summary>
    public bool Backlog { get; init; }

    /// <summary>When the condition began, Unix milliseconds, where that is not <see cref="AtMs"/> of its raise; null where it is.</summary>
    public long? OpenedAtMs { get; init; }

    /// <summary>The id of the condition that stands for this one and its like together; null when it stands for itself.</summary>
    public string? Group { get; init; }

    /// <summary>How often it occurred so far, all in all; null when this is one occurrence more.</summary>
    public int? Occurrences { get; init; }
}
