namespace Telemetry.Worker.Backtest;

/// <summary>Why something in a recording was not judged.</summary>
internal enum SkipReason
{
    /// <summary>The city has no such device.</summary>
    UnknownDevice,

    /// <summary>The kind of device has no such field; the others of the line are judged.</summary>
    UnknownField,

    /// <summary>A measurement that is none of the city's systems, or not that of the device.</summary>
    UnknownMeasurement,

    /// <summary>Not line protocol, or a record whose body is damaged.</summary>
    Malformed,

    /// <summary>A line without a time of its own.</summary>
    WithoutTime,

    /// <summary>A line whose time lies before 2000 or after 2099: most are not in nanoseconds, or were cut off.</summary>
    ImplausibleTime,

    /// <summary>Lines of incidents, which rules do not look at.</summary>
    IncidentLine,

    /// <summary>What somebody told the city, of a device, area or mode that this city does not have.</summary>
    RefusedInput,

    /// <summary>Copies of events that stand in the journal before.</summary>
    Repetition,
}
