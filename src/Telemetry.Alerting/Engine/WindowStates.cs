using Telemetry.Alerting.Expressions;
using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The recent values that windows look at: for each device and window a ring of at most <see cref="Capacity"/> buckets.
/// <para>
/// A window of length d ends at the newest value, at time t. Its <em>anchor</em> is the newest value at or before t - d;
/// <c>delta</c> is the newest value minus the anchor, <c>avg min max</c> are over the values after the anchor. Without an anchor
/// the window is unknown: the device has not been watched for d yet, or it paused for more than three intervals, which begins
/// the window anew. A sample without the field gives unknown and changes nothing.
/// </para>
/// <para>
/// Buckets are d/16 wide. When values come no faster than that the result is exact; when they come faster, values of one
/// bucket are kept as one: the far edge of the window lies up to d/16 further back, and it is known up to d/16 later.
/// </para>
/// </summary>
internal sealed class WindowStates
{
    /// <summary>Buckets per length of a window.</summary>
    public const int Resolution = 16;

    /// <summary>A length touches at most one bucket more, and the anchor is another.</summary>
    public const int Capacity = Resolution + 2;

    private readonly int[] _first;
    private readonly int[] _heads;
    private readonly int[] _counts;
    private readonly WindowEntry[] _entries;

    public WindowStates(RuleSet rules)
    {
        _first = new int[rules.City.Devices.Count];
        int slots = 0;
        foreach (var device in rules.City.Devices)
        {
            _first[device.Index] = slots;
            slots += rules.Of(device.Kind).Windows.Length;
        }

        _heads = new int[slots];
        _counts = new int[slots];
        _entries = new WindowEntry[slots * Capacity];
    }

    /// <summary>Takes a sample in and gives each window's result.</summary>
    /// <param name="results">What <see cref="Scope.Windows"/> of <paramref name="scope"/> shows: a window may look at those before it.</param>
    public void Push(Device device, Window[] windows, in Scope scope, long gapMs, Span<double> results)
    {
        for (int i = 0; i < windows.Length; i++)
        {
            double value = windows[i].Subject.Evaluate(scope);
            results[i] = double.IsNaN(value) ? double.NaN : Push(_first[device.Index] + i, windows[i], scope.TimeMs, value, gapMs);
        }
    }

    /// <summary>Forgets what the windows of a device hold: its time does not go on from there.</summary>
    public void BeginAnew(int device, int windows) => _counts.AsSpan(_first[device], windows).Clear();

    public void Save(BinaryWriter writer, int device, int windows)
    {
        for (int slot = _first[device]; slot < _first[device] + windows; slot++)
        {
            writer.Write((byte)_counts[slot]);
            for (int i = 0; i < _counts[slot]; i++)
            {
                ref var entry = ref Entry(slot, i);
                writer.Write(entry.LastMs);
                writer.Write(entry.Value);
                writer.Write(entry.Count);
            }
        }
    }

    /// <param name="device">Below zero: read and forget.</param>
    /// <param name="windows">Today's index of each saved window; below zero for one that is gone.</param>
    public void Load(BinaryReader reader, int device, int[] windows)
    {
        foreach (int window in windows)
        {
            int count = reader.ReadByte();
            if (count > Capacity)
            {
                throw new CheckpointException($"the checkpoint is damaged: a window with {count} buckets");
            }

            int slot = device >= 0 && window >= 0 ? _first[device] + window : -1;
            if (slot >= 0)
            {
                _counts[slot] = count;
            }

            for (int i = 0; i < count; i++)
            {
                var entry = new WindowEntry(reader.ReadInt64(), reader.ReadDouble(), reader.ReadInt32());
                if (slot >= 0)
                {
                    Entry(slot, i) = entry;
                }
            }
        }
    }

    private double Push(int slot, Window window, long timeMs, double value, long gapMs)
    {
        ref int head = ref _heads[slot];
        ref int count = ref _counts[slot];
        long edgeMs = timeMs - window.DurationMs;
        long newestMs = count > 0 ? Entry(slot, count - 1).LastMs : long.MinValue;
        if (count > 0 && (timeMs < newestMs || timeMs - newestMs > gapMs))
        {
            count = 0;
        }

        while (count > 1 && Entry(slot, 1).LastMs <= edgeMs)
        {
            head = (head + 1) % Capacity;
            count--;
        }

        if (count == 0 || timeMs != newestMs)
        {
            // A repeated sample is counted once.
            Add(slot, window, timeMs, value);
        }

        ref var anchor = ref Entry(slot, 0);
        return anchor.LastMs > edgeMs ? double.NaN
            : window.Function == WindowFunction.Delta ? Entry(slot, count - 1).Value - anchor.Value
            : Aggregate(slot, window.Function);
    }

    private void Add(int slot, Window window, long timeMs, double value)
    {
        long width = (window.DurationMs + Resolution - 1) / Resolution;
        int count = _counts[slot];
        if (count > 0 && Entry(slot, count - 1).LastMs / width == timeMs / width)
        {
            ref var last = ref Entry(slot, count - 1);
            last.Value = window.Function switch
            {
                WindowFunction.Delta => value,
                WindowFunction.Average => last.Value + value,
                WindowFunction.Minimum => Math.Min(last.Value, value),
                _ => Math.Max(last.Value, value),
            };
            last.LastMs = timeMs;
            last.Count++;
            return;
        }

        _counts[slot] = count + 1;
        Entry(slot, count) = new(timeMs, value, 1);
    }

    private double Aggregate(int slot, WindowFunction function)
    {
        double result = function switch { WindowFunction.Minimum => double.PositiveInfinity, WindowFunction.Maximum => double.NegativeInfinity, _ => 0 };
        int values = 0;
        for (int i = 1; i < _counts[slot]; i++)
        {
            ref var entry = ref Entry(slot, i);
            values += entry.Count;
            result = function switch
            {
                WindowFunction.Minimum => Math.Min(result, entry.Value),
                WindowFunction.Maximum => Math.Max(result, entry.Value),
                _ => result + entry.Value,
            };
        }

        return function == WindowFunction.Average ? result / values : result;
    }

    private ref WindowEntry Entry(int slot, int index) => ref _entries[(slot * Capacity) + ((_heads[slot] + index) % Capacity)];
}
