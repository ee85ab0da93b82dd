namespace Telemetry.Alerting.Engine;

/// <summary>
/// Tells late readings from fresh ones, per device. Late is what is older than the newest seen from that device: it neither
/// raises nor clears now. A clock must never silence a device: when only late readings have come for longer than three intervals
/// the device's clock has been put back, and when one was received before the newest was, that of the worker; its new time counts.
/// </summary>
internal sealed class SampleOrder
{
    /// <summary>Records of one device that several threads took in may be this far out of the order of their receipt.</summary>
    public const long ReceiptToleranceMs = 1000;

    private readonly long[] _newestMs;
    private readonly long[] _inOrderReceivedMs;

    public SampleOrder(int devices)
    {
        _newestMs = new long[devices];
        _inOrderReceivedMs = new long[devices];
        Array.Fill(_newestMs, long.MinValue);
        Array.Fill(_inOrderReceivedMs, long.MinValue);
    }

    /// <summary>The time of the newest reading; <see cref="long.MinValue"/> before the first.</summary>
    public long NewestMs(int device) => _newestMs[device];

    /// <summary>Takes note of a reading.</summary>
    public Sequence Note(int device, long timeMs, long receivedAtMs, long gapMs)
    {
        if (IsLate(device, timeMs, receivedAtMs, gapMs))
        {
            return Sequence.Late;
        }

        var sequence = timeMs < _newestMs[device] ? Sequence.Anew : Sequence.Next;
        _newestMs[device] = timeMs;
        _inOrderReceivedMs[device] = receivedAtMs;
        return sequence;
    }

    /// <summary>True for a reading that is older than the newest, and shows no clock that was put back.</summary>
    public bool IsLate(int device, long timeMs, long receivedAtMs, long gapMs)
    {
        long sinceMs = receivedAtMs - _inOrderReceivedMs[device];
        return timeMs < _newestMs[device] && sinceMs >= -ReceiptToleranceMs && sinceMs <= gapMs;
    }

    public void Save(BinaryWriter writer, int device)
    {
        writer.Write(_newestMs[device]);
        writer.Write(_inOrderReceivedMs[device]);
    }

    /// <param name="device">Below zero: read and forget.</param>
    public void Load(BinaryReader reader, int device)
    {
        long newest = reader.ReadInt64();
        long received = reader.ReadInt64();
        if (device >= 0)
        {
            _newestMs[device] = newest;
            _inOrderReceivedMs[device] = received;
        }
    }
}
