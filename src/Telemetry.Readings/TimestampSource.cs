namespace Telemetry.Readings;

/// <summary>Whose clock a timestamp is from.</summary>
public enum TimestampSource : byte
{
    Device,

    /// <summary>The time of receipt, because the device gave none or an implausible one.</summary>
    Receipt,
}
