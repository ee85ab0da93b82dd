namespace Telemetry.Alerting.Engine;

/// <summary>The values of a window that have not passed the watermark, in order.</summary>
/// <param name="times">Room for them.</param>
/// <param name="values">Room for them.</param>
/// <param name="settledMs">The time of the newest value that has passed; <see cref="long.MinValue"/> without.</param>
internal ref struct WindowPoints(Span<long> times, Span<double> values, long settledMs)
{
    private readonly Span<long> _times = times;
    private readonly Span<double> _values = values;
    private long _newestMs = settledMs;
    private int _count;

    /// <summary>True after a pause: what has passed the watermark does not count.</summary>
    public bool BeginsAnew { get; private set; }

    public readonly int Count => _count;

    public readonly ReadOnlySpan<long> TimesMs => _times[.._count];

    public readonly ReadOnlySpan<double> Values => _values[.._count];

    /// <summary>One that has the time of the one before it is a repetition and not counted.</summary>
    public void Add(long timeMs, double value, long gapMs)
    {
        if (timeMs == _newestMs)
        {
            return;
        }

        if (_newestMs != long.MinValue && timeMs - _newestMs > gapMs)
        {
            _count = 0;
            BeginsAnew = true;
        }

        (_times[_count], _values[_count], _newestMs) = (timeMs, value, timeMs);
        _count++;
    }

    /// <summary>The newest value of all.</summary>
    public readonly double Newest(in SettledBuckets settled) => _count > 0 ? _values[_count - 1] : settled.Newest.Value;
}
