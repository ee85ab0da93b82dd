namespace Telemetry.Storage.Journal;

/// <summary>Counts durations in buckets as Prometheus wants them; one writer, any readers.</summary>
internal sealed class LatencyHistogram
{
    /// <summary>Upper bounds in seconds; a last bucket without a bound follows.</summary>
    public static readonly double[] Bounds = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1];

    private readonly long[] _counts = new long[Bounds.Length + 1];
    private double _sum;

    public double SumSeconds => Volatile.Read(ref _sum);

    public void Add(TimeSpan duration)
    {
        double seconds = duration.TotalSeconds;
        int bucket = 0;
        while (bucket < Bounds.Length && seconds > Bounds[bucket])
            bucket++;
        Volatile.Write(ref _counts[bucket], _counts[bucket] + 1);
        Volatile.Write(ref _sum, _sum + seconds);
    }

    public IReadOnlyList<LatencyBucket> Snapshot()
    {
        var buckets = new LatencyBucket[_counts.Length];
        long total = 0;
        for (int i = 0; i < buckets.Length; i++)
        {
            total += Volatile.Read(ref _counts[i]);
            buckets[i] = new LatencyBucket(i < Bounds.Length ? Bounds[i] : double.PositiveInfinity, total);
        }

        return buckets;
    }
}
