using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>A condition was raised, changed or cleared. The same records give the same transitions with the same ids.</summary>
public sealed record Transition
{
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

    /// <summary>The number that the condition is about; null when it is about none or the value is not known.</summary>
    public double? Value { get; init; }

    /// <summary>The fields of the event as a JSON object; <c>{}</c> when no event is behind it.</summary>
    public string Attributes { get; init; } = "{}";

    public Severity Severity => Rule.Severity;
}
