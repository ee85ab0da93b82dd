using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Health;

/// <summary>
/// What is kept of one device. What each reading needs lies together: in a large city none of it is in a cache, and every
/// line more is waited for.
/// </summary>
internal struct DeviceRecord
{
    /// <summary>Whose record it is.</summary>
    public Device Device;

    public SendingLimits Limits;

    /// <summary>The first of its fields in <see cref="WatchTable.Fields"/>.</summary>
    public int FirstField;

    public MessageBucket Bucket;
    public SampleOrder Readings;
    public ClockSkew Skew;
    public SampleOrder Events;
    public FaultLog? Faults;

    /// <summary>What of it that is refused may be kept.</summary>
    public MessageBucket Refused;

    /// <summary>What it may still send of events that may be about a life.</summary>
    public MessageBucket LifeEvents;

    /// <summary>Messages that were not understood, and why and when the last one was not.</summary>
    public long Rejected;
    public RejectReason LastReject;
    public long LastRejectAtMs;
}
