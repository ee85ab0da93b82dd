namespace Telemetry.Alerting.Engine;

/// <summary>
/// Tells late readings from fresh ones, per device. Late is what is older than the newest seen from that device: it neither
/// raises nor clears now. When only late readings have come for longer than three intervals the device's clock has been put
/// back, and its new time counts: a clock must never silence a device.
/// </summary>
internal sealed class SampleOrder
{
    private readonly long[] _newestMs;
    private readonly long[] _inOrderReceivedMs;

    public SampleOrder(int devices)
    {
        _newestMs = new long[devices];
        _inOrderReceivedMs = new long[devices];
        Array.Fill(_newestMs, long.MinValue);
        Array.Fill(_inOrderReceivedMs, long.MinValue);
    }

    /// <summary>Takes note of a reading; true when it is late.</summary>
    public bool IsLate(int device, long timeMs, long receivedAtMs, long gapMs)
    {
        if (timeMs < _newestMs[device] && receivedAtMs - _inOrderReceivedMs[device] <= gapMs)
        {
            return true;
        }

        _newestMs[device] = timeMs;
        _inOrderReceivedMs[device] = receivedAtMs;
        return false;
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
