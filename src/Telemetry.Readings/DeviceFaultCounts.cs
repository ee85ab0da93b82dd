using System.Runtime.CompilerServices;

namespace Telemetry.Readings;

/// <summary>How often each <see cref="DeviceFault"/> was seen. A value: to copy it is to keep it.</summary>
public struct DeviceFaultCounts : IEquatable<DeviceFaultCounts>
{
    /// <summary>How many faults there are, for arrays of counters.</summary>
    public const int Kinds = (int)DeviceFault.UnknownValue + 1;

    private static readonly string[] Labels = [.. Enum.GetNames<DeviceFault>().Select(RejectReasons.KebabCase)];

    private Counters _counts;

    public readonly long Total
    {
        get
        {
            long total = 0;
            foreach (long count in _counts)
                total += count;
            return total;
        }
    }

    public readonly bool IsZero => Total == 0;

    public long this[DeviceFault fault]
    {
        readonly get => _counts[(int)fault];
        set => _counts[(int)fault] = value;
    }

    public static DeviceFaultCounts operator +(in DeviceFaultCounts a, in DeviceFaultCounts b) => Add(a, b);

    public static bool operator ==(in DeviceFaultCounts a, in DeviceFaultCounts b) => a.Equals(b);

    public static bool operator !=(in DeviceFaultCounts a, in DeviceFaultCounts b) => !a.Equals(b);

    public static DeviceFaultCounts Add(in DeviceFaultCounts a, in DeviceFaultCounts b)
    {
        DeviceFaultCounts sum = a;
        for (int i = 0; i < Kinds; i++)
            sum._counts[i] += b._counts[i];
        return sum;
    }

    /// <summary>The fault in kebab case, such as <c>out-of-range</c>.</summary>
    public static string Label(DeviceFault fault) => Labels[(int)fault];

    /// <summary>The counts with the labels metrics use.</summary>
    public readonly IEnumerable<KeyValuePair<string, long>> ByReason()
    {
        var counts = new KeyValuePair<string, long>[Kinds];
        for (int i = 0; i < Kinds; i++)
            counts[i] = new(Labels[i], _counts[i]);
        return counts;
    }

    public readonly bool Equals(DeviceFaultCounts other) => ((ReadOnlySpan<long>)_counts).SequenceEqual(other._counts);

    public override readonly bool Equals(object? obj) => obj is DeviceFaultCounts other && Equals(other);

    public override readonly int GetHashCode() => Total.GetHashCode();

    public override readonly string ToString() => string.Join(' ', ByReason().Where(c => c.Value != 0).Select(c => $"{c.Key}={c.Value}"));

    internal void Count(DeviceFault fault) => _counts[(int)fault]++;

    [InlineArray(Kinds)]
    private struct Counters
    {
        private long _first;
    }
}
