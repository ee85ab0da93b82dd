using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Health;

/// <summary>The records of a city's devices, by <see cref="Device.Index"/>, in arrays that are made once.</summary>
internal sealed class WatchTable
{
    // Without an option or a limit of the kind: ten messages in each interval, so that a device may report each value by itself or
    // sooner when something changes; never less than ten a second, for those that speak when something happens.
    private const double MessagesPerInterval = 10;
    private const double LeastPerSecond = 10;

    // And the samples of two days at once, one a message: what a device kept while the network was down.
    private const double LeastBurst = 1_000;
    private static readonly TimeSpan BacklogOf = TimeSpan.FromDays(2);

    private readonly City _city;

    public WatchTable(City city, PayloadOptions options)
    {
        _city = city;
        Devices = new DeviceRecord[city.Devices.Count];
        var limits = new Dictionary<(DeviceKind, TimeSpan), SendingLimits>();
        int fields = 0;
        foreach (Device device in city.Devices)
        {
            if (!limits.TryGetValue((device.Kind, device.Interval), out SendingLimits? limit))
                limits.Add((device.Kind, device.Interval), limit = LimitsOf(device, options));
            Devices[device.Index] = new DeviceRecord { Device = device, Limits = limit, FirstField = fields };
            fields += device.Kind.Readings.WatchedCount;
        }

        Fields = new FieldPlausibility[fields];
    }

    public DeviceRecord[] Devices { get; }

    public FieldPlausibility[] Fields { get; }

    /// <summary>False for a device of another city: its index means another one here.</summary>
    public bool Has(Device device) => device.Index < Devices.Length && ReferenceEquals(Devices[device.Index].Device, device);

    /// <summary>Takes over what is known of the devices that are the same as before.</summary>
    public void TakeOver(WatchTable old)
    {
        foreach (Device device in _city.Devices)
        {
            if (old._city.FindDevice(device.IdBytes) is not { } before)
                continue;
            ref DeviceRecord record = ref Devices[device.Index];
            ref DeviceRecord known = ref old.Devices[before.Index];
            (record.Bucket, record.Readings, record.Events) = (known.Bucket, known.Readings, known.Events);
            (record.Skew, record.Faults, record.Refused) = (known.Skew, known.Faults, known.Refused);
            record.LifeEvents = known.LifeEvents;
            (record.Rejected, record.LastReject, record.LastRejectAtMs) = (known.Rejected, known.LastReject, known.LastRejectAtMs);
            TakeOverFields(old, device, before);
        }
    }

    private static SendingLimits LimitsOf(Device device, PayloadOptions options) => new(
        device.Kind.Payload.MessagesPerSecond ?? options.MessagesPerSecond ?? Math.Max(LeastPerSecond, MessagesPerInterval / device.Interval.TotalSeconds),
        options.MessageBurst ?? Math.Max(LeastBurst, BacklogOf / device.Interval),
        device.Kind.Rules.Any(rule => rule.LifeSafety && rule.Event.Count > 0));

    private void TakeOverFields(WatchTable old, Device device, Device before)
    {
        foreach (FieldProfile field in device.Kind.Readings.Fields)
        {
            if (field.WatchSlot >= 0 && before.Kind.Readings.Find(field.Name) is { WatchSlot: >= 0 } same && same.Unit == field.Unit)
                Fields[Devices[device.Index].FirstField + field.WatchSlot] = old.Fields[old.Devices[before.Index].FirstField + same.WatchSlot];
        }
    }
}
