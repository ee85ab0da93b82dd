using Telemetry.Readings.Inventory;

namespace Telemetry.Readings.Health;

/// <summary>
/// Compares what each device sends with what it sent before: order and number of its samples, its clock, the plausibility
/// of its values, how many messages. Everything it finds is a fault of the device, never an alarm about the process. One
/// for the city, asked by any thread; devices do not wait for each other beyond a few nanoseconds.
/// </summary>
public sealed class DeviceWatch
{
    private const int Gates = 64;

    /// <summary>How many minutes' worth of what is refused may be kept at once.</summary>
    private const int RejectBurstMinutes = 10;

    /// <summary>How many seconds' worth of events that may be about a life are taken at once.</summary>
    private const int LifeSafetyBurstSeconds = 600;

    /// <summary>A hundred years: what is further off is no clock's time, and would be shown as its skew.</summary>
    private const long FurthestMs = 100L * 366 * 24 * 60 * 60 * 1000;

    private readonly PayloadOptions _options;
    private readonly long _skewWindowMs;
    private readonly long _maximumSkewMs;
    private readonly Lock[] _gates = [.. Enumerable.Range(0, Gates).Select(_ => new Lock())];
    private readonly Lock _unknownGate = new();
    private MessageBucket _unknown;
    private volatile WatchTable _table;

    /// <summary>Makes the watch of a city that nobody has spoken in yet.</summary>
    public DeviceWatch(City city, PayloadOptions options)
    {
        _options = options;
        _skewWindowMs = (long)options.SkewWindow.TotalMilliseconds;
        _maximumSkewMs = (long)options.MaximumSkew.TotalMilliseconds;
        _table = new WatchTable(city, options);
    }

    /// <summary>
    /// Goes on with another version of the city: what is known of devices that are in both stays. Messages that were
    /// looked up in the other version are taken without being compared.
    /// </summary>
    public void Adopt(City city) => Prepare(city)();

    /// <summary>Does what takes long of <see cref="Adopt"/>, and gives what is left, to be called once and soon.</summary>
    public Action Prepare(City city)
    {
        var table = new WatchTable(city, _options);
        return () => Replace(table);
    }

    /// <summary>
    /// Whether the device may send this message: never more than its kind's messages a second over time, and never at the
    /// cost of others. Events of a kind that has a life-safety rule on events have a limit of their own, far beyond what any of them needs.
    /// </summary>
    /// <param name="device">Who sent it.</param>
    /// <param name="channel">Where.</param>
    /// <param name="receivedAtMs">The time of receipt in Unix milliseconds.</param>
    public Admission Admit(Device device, Channel channel, long receivedAtMs)
    {
        WatchTable table = _table;
        if (!table.Has(device))
            return Admission.Taken;
        ref DeviceRecord record = ref table.Devices[device.Index];
        SendingLimits limits = record.Limits;
        if (channel == Channel.Event && limits.EventsAreForLife)
        {
            lock (GateOf(device))
                return record.LifeEvents.Take(receivedAtMs, _options.LifeSafetyPerSecond, (double)_options.LifeSafetyPerSecond * LifeSafetyBurstSeconds);
        }

        Ahead.Fetch(ref record);
        if (device.Kind.Readings.WatchedCount is > 0 and int watched)
            Ahead.Fetch(ref table.Fields[record.FirstField], watched);
        lock (GateOf(device))
            return record.Bucket.Take(receivedAtMs, limits.MessagesPerSecond, limits.Burst);
    }

    /// <summary>What is known of a device.</summary>
    public DeviceHealth Of(Device device)
    {
        WatchTable table = _table;
        if (!table.Has(device))
            return new DeviceHealth(null, 0, []);
        lock (GateOf(device))
        {
            ref readonly DeviceRecord record = ref table.Devices[device.Index];
            return new DeviceHealth(record.Skew.AheadMs, record.Bucket.Refused + record.LifeEvents.Refused, record.Faults?.Items() ?? [])
            {
                Rejected = record.Rejected,
                LastReject = record.LastReject,
                LastRejectAtMs = record.LastRejectAtMs,
            };
        }
    }

    /// <summary>A message was not taken. What is refused has an allowance of its own: who names a device falsely takes nothing of what it may send.</summary>
    /// <param name="device">Whom its topic names; null for none, and those share one allowance.</param>
    /// <param name="reason">Why.</param>
    /// <param name="receivedAtMs">The time of receipt in Unix milliseconds.</param>
    /// <returns>False when too many were kept already, and it should be counted only.</returns>
    public bool CountReject(Device? device, RejectReason reason, long receivedAtMs)
    {
        WatchTable table = _table;
        if (device is null || !table.Has(device))
        {
            lock (_unknownGate)
                return MayKeep(ref _unknown, _options.UnknownPerMinute, receivedAtMs);
        }

        lock (GateOf(device))
        {
            ref DeviceRecord record = ref table.Devices[device.Index];
            record.Rejected++;
            (record.LastReject, record.LastRejectAtMs) = (reason, receivedAtMs);
            return MayKeep(ref record.Refused, _options.RejectsPerMinute, receivedAtMs);
        }
    }

    /// <summary>Judges the samples of a message that was understood: counts what is wrong, and marks values as suspect or stuck.</summary>
    internal void Judge(Device device, bool isEvent, SampleBuffer buffer, long receivedAtMs, ref DeviceFaultCounts faults)
    {
        WatchTable table = _table;
        if (!table.Has(device))
            return;
        lock (GateOf(device))
        {
            ref DeviceRecord record = ref table.Devices[device.Index];
            long newestMs = long.MinValue;
            foreach (ref readonly DecodedSample sample in buffer.Samples)
            {
                if (sample.DeviceTimestampMs <= receivedAtMs + FurthestMs)
                    newestMs = Math.Max(newestMs, sample.DeviceTimestampMs);
                if (isEvent)
                {
                    record.Events.Take(sample, 0, ref faults);
                    continue;
                }

                Span<DecodedField> fields = buffer.Fields.Slice(sample.FirstField, sample.FieldCount);
                if (record.Readings.Take(sample, MaskOf(fields), ref faults) && device.Kind.Readings.WatchedCount > 0)
                    JudgeFields(device.Kind.Readings, table.Fields.AsSpan(record.FirstField), fields, sample.TimestampMs, ref faults);
            }

            if (newestMs >= receivedAtMs - FurthestMs && record.Skew.Take(receivedAtMs - newestMs, receivedAtMs, _skewWindowMs, _maximumSkewMs))
                faults.Count(DeviceFault.ClockSkew);
        }
    }

    internal void CountFaults(Device device, in DeviceFaultCounts faults, long receivedAtMs)
    {
        WatchTable table = _table;
        if (!table.Has(device))
            return;
        lock (GateOf(device))
            (table.Devices[device.Index].Faults ??= new FaultLog()).Add(faults, receivedAtMs);
    }

    private void Replace(WatchTable table)
    {
        foreach (Lock gate in _gates)
            gate.Enter();
        try
        {
            table.TakeOver(_table);
            _table = table;
        }
        finally
        {
            foreach (Lock gate in _gates)
                gate.Exit();
        }
    }

    private static bool MayKeep(ref MessageBucket bucket, int perMinute, long nowMs) =>
        bucket.Take(nowMs, perMinute / 60.0, (double)perMinute * RejectBurstMinutes) == Admission.Taken;

    private static ulong MaskOf(ReadOnlySpan<DecodedField> fields)
    {
        ulong mask = 0;
        foreach (ref readonly DecodedField field in fields)
            mask |= 1UL << (field.FieldIndex % 64);
        return mask;
    }

    private static void JudgeFields(
        FieldTable profiles, Span<FieldPlausibility> states, Span<DecodedField> fields, long timestampMs, ref DeviceFaultCounts faults)
    {
        foreach (ref DecodedField field in fields)
        {
            FieldProfile profile = profiles[field.FieldIndex];
            if (profile.WatchSlot < 0 || field.Quality != Quality.Good)
                continue;
            Quality quality = states[profile.WatchSlot].Judge(profile, field.Number, timestampMs, ref faults);
            if (quality != Quality.Good)
                field = field with { Quality = quality };
        }
    }

    private Lock GateOf(Device device) => _gates[device.Index % Gates];
}
