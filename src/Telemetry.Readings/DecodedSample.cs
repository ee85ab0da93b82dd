namespace Telemetry.Readings;

/// <summary>One object of a message: a reading, or an event.</summary>
public readonly record struct DecodedSample
{
    /// <summary>Unix milliseconds.</summary>
    public long TimestampMs { get; init; }

    /// <summary>What the device said the time was, in Unix milliseconds, plausible or not; <see cref="long.MinValue"/> when it said nothing that can be read.</summary>
    public long DeviceTimestampMs { get; init; }

    /// <summary>The device's sequence number, 0 or more; -1 when it gave none.</summary>
    public long Sequence { get; init; }

    /// <summary>The first of this sample's fields in <see cref="PayloadDecoder.Fields"/>.</summary>
    public int FirstField { get; init; }

    /// <summary>How many fields; at least one.</summary>
    public int FieldCount { get; init; }

    /// <summary>For events: which of <see cref="Inventory.DeviceKind.EventNames"/>; -1 for readings.</summary>
    public int EventIndex { get; init; }

    public TimestampSource TimestampSource { get; init; }

    /// <summary>Good, or suspect when the device's time was implausible. Bad values are told per field.</summary>
    public Quality Quality { get; init; }
}
