namespace Telemetry.Readings;

/// <summary>
/// What can be wrong with a device while its messages are taken. None of these is ever an alarm about the process.
/// </summary>
public enum DeviceFault : byte
{
    /// <summary>A field dropped because the value has another type than the profile says, or a text that is too long.</summary>
    WrongType,

    /// <summary>A number dropped because it is NaN or infinite.</summary>
    NotFinite,

    /// <summary>A number kept as bad because it is outside the physical range.</summary>
    OutOfRange,

    /// <summary>A key the profile does not know, ignored.</summary>
    UnknownField,

    /// <summary>A sample whose time was implausible and became the time of receipt.</summary>
    SuspectTime,

    /// <summary>An object of an array that held nothing usable, beside others that did.</summary>
    EmptySample,

    /// <summary>An event of an array with a missing or unknown name, beside others that were known.</summary>
    UnknownEvent,

    /// <summary>A number dropped because its unit cannot be turned into the field's.</summary>
    WrongUnit,

    /// <summary>A value dropped because the kind's mapping has no meaning for it.</summary>
    UnmappedValue,

    /// <summary>A number kept as suspect because it changed faster than the field's <c>max-rate</c>.</summary>
    Jump,

    /// <summary>A number that has not changed for the field's <c>stuck-after</c>, kept as stuck.</summary>
    Stuck,

    /// <summary>Numbers missing in <c>seq</c>: counted once for each hole, however wide.</summary>
    SequenceGap,

    /// <summary><c>seq</c> began again: the device restarted.</summary>
    SequenceRestart,

    /// <summary>A sample that was there already.</summary>
    Duplicate,

    /// <summary>A sample older than one before it.</summary>
    Late,

    /// <summary>The device's clock is off by more than allowed: counted once for each window of measurement.</summary>
    ClockSkew,

    /// <summary>A text dropped because it is none of the field's <c>values</c>.</summary>
    UnknownValue,
}
