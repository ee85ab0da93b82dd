namespace Telemetry.Readings;

/// <summary>What was wrong inside messages that were taken, by reason: each is a fault of the device.</summary>
public record struct DeviceFaultCounts
{
    /// <summary>Fields dropped because the value has another type than the profile says, or a text that is too long.</summary>
    public long WrongType { get; set; }

    /// <summary>Numbers dropped because they are NaN or infinite.</summary>
    public long NotFinite { get; set; }

    /// <summary>Numbers kept as bad because they are outside the physical range.</summary>
    public long OutOfRange { get; set; }

    /// <summary>Keys the profile does not know, ignored.</summary>
    public long UnknownField { get; set; }

    /// <summary>Samples whose time was implausible and became the time of receipt.</summary>
    public long SuspectTime { get; set; }

    /// <summary>Objects of an array that held nothing usable, beside others that did.</summary>
    public long EmptySample { get; set; }

    /// <summary>Events of an array with a missing or unknown name, beside others that were known.</summary>
    public long UnknownEvent { get; set; }

    public readonly bool IsZero => this == default;

    public static DeviceFaultCounts operator +(in DeviceFaultCounts a, in DeviceFaultCounts b) => Add(a, b);

    public static DeviceFaultCounts Add(in DeviceFaultCounts a, in DeviceFaultCounts b) => new()
    {
        WrongType = a.WrongType + b.WrongType,
        NotFinite = a.NotFinite + b.NotFinite,
        OutOfRange = a.OutOfRange + b.OutOfRange,
        UnknownField = a.UnknownField + b.UnknownField,
        SuspectTime = a.SuspectTime + b.SuspectTime,
        EmptySample = a.EmptySample + b.EmptySample,
        UnknownEvent = a.UnknownEvent + b.UnknownEvent,
    };

    /// <summary>The counts with the labels metrics use.</summary>
    public readonly IEnumerable<KeyValuePair<string, long>> ByReason() =>
    [
        new("wrong-type", WrongType),
        new("not-finite", NotFinite),
        new("out-of-range", OutOfRange),
        new("unknown-field", UnknownField),
        new("suspect-time", SuspectTime),
        new("empty-sample", EmptySample),
        new("unknown-event", UnknownEvent),
    ];
}
