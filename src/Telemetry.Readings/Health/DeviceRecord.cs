namespace Telemetry.Readings.Health;

/// <summary>What is kept of one device.</summary>
internal struct DeviceRecord
{
    /// <summary>What it may send a second for ever, and at once.</summary>
    public double MessagesPerSecond;

    public double Burst;

    /// <summary>True where an event may be about a life: none of them is refused for their number.</summary>
    public bool EventsAreUnlimited;

    /// <summary>The first of its fields in <see cref="WatchTable.Fields"/>.</summary>
    public int FirstField;

    public MessageBucket Bucket;
    public SampleOrder Readings;
    public SampleOrder Events;
    public ClockSkew Skew;
    public FaultLog? Faults;

    /// <summary>Messages that were not understood, and why and when the last one was not.</summary>
    public long Rejected;
    public RejectReason LastReject;
    public long LastRejectAtMs;
}
