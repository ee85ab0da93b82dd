using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>The newest value of every number and boolean field of every device, in flat arrays; part of the checkpoint.</summary>
public sealed class LatestValues
{
    private readonly City _city;
    private readonly int[] _first;
    private readonly double[] _values;
    private readonly long[] _atMs;
    private readonly bool[] _isBad;

    internal LatestValues(City city)
    {
        _city = city;
        _first = new int[city.Devices.Count];
        int slots = 0;
        foreach (var device in city.Devices)
        {
            _first[device.Index] = slots;
            slots += device.Kind.Readings.Count;
        }

        _values = new double[slots];
        _atMs = new long[slots];
        _isBad = new bool[slots];
        Array.Fill(_atMs, long.MinValue);
    }

    /// <summary>False when the device never sent the field.</summary>
    /// <param name="fieldIndex">Index in <see cref="DeviceKind.Readings"/>.</param>
    public bool TryGet(Device device, int fieldIndex, out LatestValue latest)
    {
        ArgumentNullException.ThrowIfNull(device);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)fieldIndex, (uint)device.Kind.Readings.Count, nameof(fieldIndex));
        int slot = _first[device.Index] + fieldIndex;
        latest = new(_values[slot], _atMs[slot], _isBad[slot]);
        return latest.AtMs != long.MinValue;
    }

    /// <summary>A clock was put back: nothing of the device is newer than now, so that what comes from now on takes its place.</summary>
    internal void PutBack(int device, long nowMs)
    {
        foreach (ref long atMs in _atMs.AsSpan(_first[device], _city.Devices[device].Kind.Readings.Count))
        {
            atMs = Math.Min(atMs, nowMs);
        }
    }

    internal void Note(int device, long timeMs, ReadOnlySpan<double> numbers, ReadOnlySpan<double> badNumbers)
    {
        int first = _first[device];
        var values = _values.AsSpan(first, numbers.Length);
        var times = _atMs.AsSpan(first, numbers.Length);
        var isBad = _isBad.AsSpan(first, numbers.Length);
        for (int field = 0; field < numbers.Length; field++)
        {
            double value = numbers[field];
            if (!double.IsNaN(value) && timeMs >= times[field])
            {
                values[field] = value;
                times[field] = timeMs;
                isBad[field] = false;
            }
        }

        for (int field = 0; field < badNumbers.Length; field++)
        {
            double value = badNumbers[field];
            if (!double.IsNaN(value) && timeMs >= times[field])
            {
                values[field] = value;
                times[field] = timeMs;
                isBad[field] = true;
            }
        }
    }

    internal void Save(BinaryWriter writer, int device)
    {
        int first = _first[device];
        for (int slot = first; slot < first + _city.Devices[device].Kind.Readings.Count; slot++)
        {
            writer.Write(_atMs[slot]);
            if (_atMs[slot] != long.MinValue)
            {
                writer.Write(_values[slot]);
                writer.Write(_isBad[slot]);
            }
        }
    }

    /// <param name="device">Below zero: read and forget.</param>
    /// <param name="fields">Today's index of each saved field; below zero for one that is gone.</param>
    internal void Load(BinaryReader reader, int device, int[] fields)
    {
        foreach (int field in fields)
        {
            long atMs = reader.ReadInt64();
            if (atMs == long.MinValue)
            {
                continue;
            }

            double value = reader.ReadDouble();
            bool isBad = reader.ReadBoolean();
            if (device >= 0 && field >= 0)
            {
                int slot = _first[device] + field;
                _atMs[slot] = atMs;
                _values[slot] = value;
                _isBad[slot] = isBad;
            }
        }
    }
}
