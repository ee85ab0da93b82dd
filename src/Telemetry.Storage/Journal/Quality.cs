namespace Telemetry.Storage.Journal;

/// <summary>How far a record may be trusted.</summary>
public enum Quality : byte
{
    Good,

    /// <summary>Usable with care, for example because the device's clock is off.</summary>
    Suspect,

    /// <summary>Stored for the eye only; no rule sees it.</summary>
    Bad,
}
