namespace Telemetry.Readings.Health;

/// <summary>Whether a message of a device is still within what it may send.</summary>
public enum Admission : byte
{
    /// <summary>It is.</summary>
    Taken,

    /// <summary>It is not, and should be kept in quarantine as a sample of the flood.</summary>
    Kept,

    /// <summary>It is not, and one like it was kept within the last second.</summary>
    Dropped,
}
