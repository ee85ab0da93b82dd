namespace Telemetry.Readings.Health;

/// <summary>The faults of one device; made when it has its first.</summary>
internal sealed class FaultLog
{
    private readonly long[] _lastAtMs = new long[DeviceFaultCounts.Kinds];
    private DeviceFaultCounts _counts;

    public void Add(in DeviceFaultCounts faults, long atMs)
    {
        for (DeviceFault fault = 0; (int)fault < DeviceFaultCounts.Kinds; fault++)
        {
            if (faults[fault] == 0)
                continue;
            _counts[fault] += faults[fault];
            _lastAtMs[(int)fault] = atMs;
        }
    }

    public IReadOnlyList<DeviceFaultItem> Items()
    {
        var items = new List<DeviceFaultItem>();
        for (DeviceFault fault = 0; (int)fault < DeviceFaultCounts.Kinds; fault++)
        {
            if (_counts[fault] > 0)
                items.Add(new DeviceFaultItem(fault, _counts[fault], _lastAtMs[(int)fault]));
        }

        return items;
    }
}
