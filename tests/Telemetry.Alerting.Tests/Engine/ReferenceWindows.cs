namespace Telemetry.Alerting.Tests.Engine;

/// <summary>Windows without buckets: every value is looked at.</summary>
internal static class ReferenceWindows
{
    /// <summary>A window of a field at a sample; NaN is unknown.</summary>
    /// <param name="result">Of the anchor and the values after it.</param>
    public static double Over(
        IReadOnlyList<ReferenceSample> samples, int at, Func<ReferenceSample, double> subject, long durationMs, long gapMs, Func<(long Ms, double Value), List<(long Ms, double Value)>, double> result)
    {
        var known = samples.Take(at + 1).Select(sample => (sample.TimeMs, Value: subject(sample))).Where(point => !double.IsNaN(point.Value)).ToList();
        if (known.Count == 0 || known[^1].TimeMs != samples[at].TimeMs)
        {
            return double.NaN;
        }

        int first = known.Count - 1;
        while (first > 0 && known[first].TimeMs - known[first - 1].TimeMs <= gapMs)
        {
            first--;
        }

        long edgeMs = samples[at].TimeMs - durationMs;
        int anchor = known.FindLastIndex(point => point.TimeMs <= edgeMs);
        return anchor < first ? double.NaN : result(known[anchor], known.Skip(anchor + 1).ToList());
    }

    public static double Median(List<(long Ms, double Value)> values)
    {
        double[] sorted = [.. values.Select(point => point.Value).Order()];
        int middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    public static double Deviation(List<(long Ms, double Value)> values)
    {
        double mean = values.Average(point => point.Value);
        return Math.Sqrt(values.Average(point => (point.Value - mean) * (point.Value - mean)));
    }
}
