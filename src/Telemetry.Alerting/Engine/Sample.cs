using Telemetry.Readings;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>One reading or event as the rules see it. Valid only during the call it is passed to.</summary>
public readonly ref struct Sample
{
    /// <summary>The journal position of the record: grows from sample to sample.</summary>
    public required long Position { get; init; }

    /// <summary>A device of the city that the rules were compiled for.</summary>
    public required Device Device { get; init; }

    /// <summary>True for an event: then fields are those of <see cref="DeviceKind.Events"/>, else of <see cref="DeviceKind.Readings"/>.</summary>
    public bool IsEvent { get; init; }

    /// <summary>The sample's own time, Unix milliseconds.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>When it was received, Unix milliseconds.</summary>
    public required long ReceivedAtMs { get; init; }

    /// <summary>By field index, as many as the table has: numbers, and booleans as 1 and 0. NaN is missing or bad.</summary>
    public required ReadOnlySpan<double> Numbers { get; init; }

    /// <summary>By field index: texts; null is missing. May be empty when there are none. Field 0 of an event is its name.</summary>
    public ReadOnlySpan<string?> Texts { get; init; }

    /// <summary>
    /// By field index: what was measured where <see cref="Numbers"/> has NaN because it is bad, NaN elsewhere. Never reaches a
    /// rule, only <see cref="LatestValues"/>. May be empty.
    /// </summary>
    public ReadOnlySpan<double> BadNumbers { get; init; }

    /// <summary>By field index: how far the value can be trusted, for people. Empty when all are good.</summary>
    public ReadOnlySpan<Quality> Qualities { get; init; }

    /// <summary>
    /// True for a sample out of quarantine: it is history. Its device does not live because of it, and it raises and clears
    /// nothing now.
    /// </summary>
    public bool IsReplayed { get; init; }

    /// <summary>The time that rules go by: the sample's own, but never after it was received.</summary>
    public long EngineTimeMs => Math.Min(TimestampMs, ReceivedAtMs);
}
