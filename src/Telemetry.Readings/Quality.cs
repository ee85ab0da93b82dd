namespace Telemetry.Readings;

/// <summary>How far a value can be trusted.</summary>
public enum Quality : byte
{
    Good,

    /// <summary>The time is not the device's, which gave an implausible one.</summary>
    Suspect,

    /// <summary>Outside of what is physically possible: stored, never shown to a rule.</summary>
    Bad,
}
