namespace Telemetry.Readings;

/// <summary>How far a value can be trusted.</summary>
public enum Quality : byte
{
    Good,

    /// <summary>
    /// Of a sample: the time is not the device's, which gave an implausible one. Of a value: it changed faster than it
    /// can and no further sample has confirmed it yet; stored, not shown to a rule.
    /// </summary>
    Suspect,

    /// <summary>Outside of what is physically possible: stored, never shown to a rule.</summary>
    Bad,

    /// <summary>Of a value: it has not moved for longer than it should; stored, and shown to rules as the last that is known.</summary>
    Stuck,
}
