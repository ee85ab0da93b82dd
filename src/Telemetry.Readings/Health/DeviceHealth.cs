namespace Telemetry.Readings.Health;

/// <summary>What is known of how well a device speaks; since the worker started.</summary>
/// <param name="ClockSkewMs">
/// How far the device's clock is ahead of ours, in milliseconds; negative when behind. The smallest distance between
/// timestamp and receipt over one to two windows, so that neither slow messages nor kept ones count. Null before the
/// first timestamp.
/// </param>
/// <param name="Flooded">Messages beyond what it may send, which were not taken.</param>
/// <param name="Faults">What was wrong, in the order of <see cref="DeviceFault"/>; only what occurred.</param>
public sealed record DeviceHealth(long? ClockSkewMs, long Flooded, IReadOnlyList<DeviceFaultItem> Faults)
{
    /// <summary>Messages that were put into the quarantine whole.</summary>
    public long Rejected { get; init; }

    /// <summary>Why the last of them was; <see cref="RejectReason.None"/> when none was.</summary>
    public RejectReason LastReject { get; init; }

    /// <summary>When it was received, Unix milliseconds.</summary>
    public long LastRejectAtMs { get; init; }
}
