namespace Telemetry.Storage.Journal;

/// <summary>Who assigned a record's timestamp.</summary>
public enum TimestampSource : byte
{
    /// <summary>The device.</summary>
    Device,

    /// <summary>The worker, on receipt: the device gave none, or one that cannot be.</summary>
    Receipt,
}
