namespace Telemetry.Alerting.Tests.Engine;

/// <summary>
/// Judges the readings of one device slowly and obviously: keeps every sample, sorted, and works the whole history out again
/// each time it is asked. Knows no watermark, no buckets and no state.
/// </summary>
internal sealed class ReferenceEvaluator(long gapMs)
{
    private readonly List<SortedDictionary<long, ReferenceSample>> _segments = [];
    private long _receivedMs;

    /// <summary>Takes in a sample. One so old, or so late, that a clock must have been put back begins a time of its own.</summary>
    public void Take(long timestampMs, long receivedMs, double[] numbers)
    {
        long timeMs = Math.Min(timestampMs, receivedMs);
        if (_segments.Count == 0 || IsPutBack(timeMs, receivedMs, numbers))
        {
            _segments.Add([]);
            _receivedMs = receivedMs;
        }

        var samples = _segments[^1];
        if (samples.Count == 0 || timeMs >= samples.Keys.Last())
        {
            _receivedMs = receivedMs;
        }

        double[] before = samples.TryGetValue(timeMs, out var known) ? known.Numbers : new double[numbers.Length].Select(_ => double.NaN).ToArray();
        samples[timeMs] = new ReferenceSample(timeMs, [.. before.Zip(numbers, (one, other) => double.IsNaN(one) ? other : one)]);
    }

    /// <summary>True when the sample lies so far behind that it corrects nothing.</summary>
    public bool IsBehind(long timeMs, long receivedMs, double[] numbers) =>
        _segments.Count > 0 && !IsPutBack(timeMs, receivedMs, numbers) && timeMs < _segments[^1].Keys.Last() - gapMs;

    /// <summary>True when a clock must have been put back: not for what is only said once more.</summary>
    public bool IsPutBack(long timeMs, long receivedMs, double[] numbers)
    {
        if (_segments.Count == 0)
        {
            return false;
        }

        if (timeMs >= _segments[^1].Keys.Last() - gapMs && _segments[^1].TryGetValue(timeMs, out var known)
            && numbers.Zip(known.Numbers).All(pair => double.IsNaN(pair.First) || pair.First == pair.Second))
        {
            return false;
        }

        long sinceMs = receivedMs - _receivedMs;
        return timeMs < _segments[^1].Keys.Last() && (sinceMs < -1000 || sinceMs > gapMs);
    }

    public List<(long BeginMs, long? EndMs)> History(ReferenceRule rule)
    {
        var conditions = new List<(long, long?)>();
        long? beginMs = null;
        foreach (var samples in _segments.Select(segment => segment.Values.ToList()))
        {
            int firstAfterChange = 0;
            for (int i = 0; i < samples.Count; i++)
            {
                if (beginMs is { } begin ? rule.IsOver(samples, i) : HasHeld(rule, samples, firstAfterChange, i))
                {
                    if (beginMs is { } over)
                    {
                        conditions.Add((over, samples[i].TimeMs));
                    }

                    beginMs = beginMs is null ? samples[i].TimeMs : null;
                    firstAfterChange = i + 1;
                }
            }
        }

        if (beginMs is { } standing)
        {
            conditions.Add((standing, null));
        }

        return conditions;
    }

    /// <summary>Walks back over the known samples as long as enough of them hold, without a gap.</summary>
    private bool HasHeld(ReferenceRule rule, List<ReferenceSample> samples, int first, int at)
    {
        var known = Enumerable.Range(first, at + 1 - first)
            .Select(i => (samples[i].TimeMs, Holds: rule.Holds(samples, i)))
            .Where(sample => sample.Holds is not null)
            .ToList();
        if (known.Count == 0 || known[^1].TimeMs != samples[at].TimeMs || known[^1].Holds != true)
        {
            return false;
        }

        int begin = known.Count - 1;
        while (begin > 0 && known[begin].TimeMs - known[begin - 1].TimeMs <= gapMs)
        {
            begin--;
        }

        var (needed, of) = rule.Samples ?? (1, 1);
        long? sinceMs = null;
        for (int i = known.Count - 1; i >= begin && known.Skip(Math.Max(begin, i - of + 1)).Take(Math.Min(of, i - begin + 1)).Count(sample => sample.Holds == true) >= needed; i--)
        {
            sinceMs = known[i].TimeMs;
        }

        return sinceMs is { } since && samples[at].TimeMs - since >= rule.ForMs;
    }
}
