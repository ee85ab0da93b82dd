using System.Runtime.CompilerServices;
using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>
/// The values that windows look at: for each device and window a ring of buckets of what has passed the watermark; what has not
/// is in the <see cref="SampleRing"/> and is added when a window is looked at.
/// <para>
/// A window of length d ends at the sample in hand, at time t. Its <em>anchor</em> is the newest value at or before t - d;
/// <c>delta rate</c> compare the newest value with the anchor, the others are over the values after the anchor. Without an anchor
/// the window is unknown: the device has not been watched for d yet, or it paused for more than three intervals, which begins
/// the window anew. A sample without the field gives unknown and changes nothing.
/// </para>
/// <para>
/// Buckets are d/16 wide (d/64 for a median) and lie on a fixed grid, so that what a window gives depends on the samples and
/// their times alone, not on when they came or passed the watermark. When values come no faster than one for each bucket the
/// result is exact; see docs/rules.md for when they come faster.
/// </para>
/// </summary>
internal sealed class WindowStates
{
    private readonly KindPlan[] _plans;
    private readonly int[] _firstWindow;
    private readonly int[] _firstCell;
    private readonly byte[] _heads;
    private readonly byte[] _counts;
    private readonly WindowCell[] _cells;

    public WindowStates(KindPlan[] plans)
    {
        _plans = plans;
        _firstWindow = new int[plans.Length];
        _firstCell = new int[plans.Length];
        var (windows, cells) = (0, 0);
        for (int i = 0; i < plans.Length; i++)
        {
            (_firstWindow[i], _firstCell[i]) = (windows, cells);
            windows += plans[i].Windows.Length;
            cells += plans[i].Cells;
        }

        _heads = new byte[windows];
        _counts = new byte[windows];
        _cells = new WindowCell[cells];
    }

    /// <summary>What a window gives at the newest of some samples.</summary>
    /// <param name="times">Of the first samples of the ring, up to the one that the window ends at.</param>
    public double Look(int device, int window, SampleRing ring, ReadOnlySpan<long> times, long gapMs)
    {
        var plan = _plans[device].Windows[window];
        double newest = ring.Number(device, times.Length - 1, plan.Column);
        if (double.IsNaN(newest))
        {
            return double.NaN;
        }

        int slot = _firstWindow[device] + window;
        var settled = new SettledBuckets(plan, _cells.AsSpan(_firstCell[device] + plan.Offset, plan.Cells), _heads[slot], _counts[slot]);
        var points = new WindowPoints(stackalloc long[SampleRing.Slots], stackalloc double[SampleRing.Slots], settled.NewestMs);
        for (int i = 0; i < times.Length; i++)
        {
            double value = ring.Number(device, i, plan.Column);
            if (!double.IsNaN(value))
            {
                points.Add(times[i], value, gapMs);
            }
        }

        if (points.BeginsAnew)
        {
            settled = settled.None;
        }

        long edgeMs = times[^1] - plan.DurationMs;
        if (settled.Count > 0 && settled.OldestMs > edgeMs)
        {
            // No anchor, and nothing that comes later can be one.
            return double.NaN;
        }

        // What most windows are, without adding up what does not matter.
        return (plan.Function, settled.NewestMs > edgeMs) switch
        {
            (WindowFunction.Delta, true) => points.Newest(settled) - settled.Anchor(edgeMs).Value,
            (WindowFunction.Sum or WindowFunction.Average, true) => Total(plan, settled, points, edgeMs),
            _ => LookAtAll(plan, settled, points, edgeMs),
        };
    }

    /// <summary>A sample passes the watermark: its values go into the buckets.</summary>
    /// <param name="numbers">See <see cref="SampleRing.Numbers"/>.</param>
    public void Settle(int device, long timeMs, ReadOnlySpan<double> numbers, long gapMs)
    {
        var windows = _plans[device].Windows;
        for (int i = 0; i < windows.Length; i++)
        {
            double value = numbers[windows[i].Column];
            if (!double.IsNaN(value))
            {
                Settle(device, i, windows[i], timeMs, value, gapMs);
            }
        }
    }

    /// <summary>Forgets what the windows of a device hold: its time does not go on from there.</summary>
    public void BeginAnew(int device) => _counts.AsSpan(_firstWindow[device], _plans[device].Windows.Length).Clear();

    public void Save(BinaryWriter writer, int device)
    {
        var windows = _plans[device].Windows;
        for (int window = 0; window < windows.Length; window++)
        {
            int count = _counts[_firstWindow[device] + window];
            writer.Write((byte)count);
            for (int i = 0; i < count; i++)
            {
                var bucket = Bucket(device, window, windows[window], i);
                writer.Write(bucket.LastMs);
                writer.Write(bucket.Value);
                writer.Write(bucket.Count);
                if (windows[window].CellsOfBucket > 1)
                {
                    writer.Write(bucket.Squares);
                }
            }
        }
    }

    /// <param name="device">Below zero: read and forget.</param>
    /// <param name="saved">The windows of the checkpoint.</param>
    public void Load(BinaryReader reader, int device, SavedWindow[] saved)
    {
        foreach (var window in saved)
        {
            int count = reader.ReadByte();
            if (count > WindowPlan.CapacityOf(window.Function))
            {
                throw new CheckpointException($"the checkpoint is damaged: a window with {count} buckets");
            }

            bool isKept = device >= 0 && window.Index >= 0;
            if (isKept)
            {
                _counts[_firstWindow[device] + window.Index] = (byte)count;
            }

            for (int i = 0; i < count; i++)
            {
                var bucket = new WindowBucket(reader.ReadInt64(), reader.ReadDouble()) { Count = reader.ReadInt32() };
                if (window.Function == WindowFunction.StandardDeviation)
                {
                    bucket.Squares = reader.ReadDouble();
                }

                if (isKept)
                {
                    Put(device, window.Index, _plans[device].Windows[window.Index], i, bucket);
                }
            }
        }
    }

    /// <summary>Sum or average when the anchor has passed the watermark.</summary>
    private static double Total(WindowPlan plan, in SettledBuckets settled, in WindowPoints points, long edgeMs)
    {
        settled.AddUp(edgeMs, out double sum, out long count);
        var last = settled.Newest;
        long endMs = plan.EndOf(last.LastMs);
        for (int i = 0; i < points.Count; i++)
        {
            if (points.TimesMs[i] < endMs)
            {
                last.Add(plan.Function, points.TimesMs[i], points.Values[i]);
                continue;
            }

            (sum, count) = (sum + last.Value, count + last.Count);
            last = new WindowBucket(points.TimesMs[i], points.Values[i]);
            endMs = plan.EndOf(points.TimesMs[i]);
        }

        (sum, count) = (sum + last.Value, count + last.Count);
        return plan.Function == WindowFunction.Sum ? sum : sum / count;
    }

    private static double LookAtAll(WindowPlan plan, in SettledBuckets settled, in WindowPoints points, long edgeMs)
    {
        var room = plan.Function == WindowFunction.Median ? stackalloc double[settled.Count + points.Count] : default;
        var view = new WindowView(plan, edgeMs, room);
        for (int i = 0; i < settled.Count - 1; i++)
        {
            view.Take(settled[i]);
        }

        var last = settled.Count > 0 ? settled.Newest : default;
        long endMs = settled.Count > 0 ? plan.EndOf(last.LastMs) : 0;
        for (int i = 0; i < points.Count; i++)
        {
            if (last.Count > 0 && points.TimesMs[i] < endMs)
            {
                last.Add(plan.Function, points.TimesMs[i], points.Values[i]);
                continue;
            }

            if (last.Count > 0)
            {
                view.Take(last);
            }

            last = new WindowBucket(points.TimesMs[i], points.Values[i]);
            endMs = plan.EndOf(points.TimesMs[i]);
        }

        view.Take(last);
        return view.Result(last.LastMs, points.Newest(settled));
    }

    private void Settle(int device, int window, WindowPlan plan, long timeMs, double value, long gapMs)
    {
        ref byte head = ref _heads[_firstWindow[device] + window];
        ref byte count = ref _counts[_firstWindow[device] + window];
        long newestMs = count > 0 ? Cell(device, window, plan, count - 1).LastMs : long.MinValue;
        if (timeMs == newestMs)
        {
            return;
        }

        if (count > 0 && timeMs - newestMs > gapMs)
        {
            count = 0;
        }

        long edgeMs = timeMs - plan.DurationMs;
        while (count > 1 && Cell(device, window, plan, 1).LastMs <= edgeMs)
        {
            head = (byte)(head + 1 < plan.Capacity ? head + 1 : 0);
            count--;
        }

        if (count > 0 && timeMs < plan.EndOf(newestMs))
        {
            var last = Bucket(device, window, plan, count - 1);
            last.Add(plan.Function, timeMs, value);
            Put(device, window, plan, count - 1, last);
        }
        else
        {
            count++;
            Put(device, window, plan, count - 1, new WindowBucket(timeMs, value));
        }
    }

    private WindowBucket Bucket(int device, int window, WindowPlan plan, int index)
    {
        int slot = _firstWindow[device] + window;
        return new SettledBuckets(plan, _cells.AsSpan(_firstCell[device] + plan.Offset, plan.Cells), _heads[slot], _counts[slot])[index];
    }

    private void Put(int device, int window, WindowPlan plan, int index, in WindowBucket bucket)
    {
        ref var cell = ref Cell(device, window, plan, index);
        cell = new WindowCell(bucket.LastMs, bucket.Count, bucket.Value);
        if (plan.CellsOfBucket > 1)
        {
            Unsafe.Add(ref cell, 1) = new WindowCell(0, 0, bucket.Squares);
        }
    }

    private ref WindowCell Cell(int device, int window, WindowPlan plan, int index)
    {
        int place = _heads[_firstWindow[device] + window] + index;
        place = place < plan.Capacity ? place : place - plan.Capacity;
        return ref _cells[_firstCell[device] + plan.Offset + (place * plan.CellsOfBucket)];
    }
}
