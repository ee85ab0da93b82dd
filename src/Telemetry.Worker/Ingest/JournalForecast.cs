using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Tells from how fast unreleased records grow when the journal will be full, and whether it gives telemetry up. Readers
/// release in steps, so the least of a while is compared with the least of the while before.
/// </summary>
/// <param name="segmentBytes">Space comes and goes in these steps.</param>
/// <param name="warnBefore">How long before it is full it counts as filling.</param>
internal sealed class JournalForecast(long segmentBytes, TimeSpan warnBefore, TimeProvider time)
{
    /// <summary>How often <see cref="Observe"/> wants to be called.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>Ten minutes.</summary>
    private const int MaximumSamples = 60;

    /// <summary>Two minutes: the least that says anything.</summary>
    private const int MinimumSamples = 12;

    /// <summary>A warning ends when there is this much more time than it takes to begin.</summary>
    private const double Hysteresis = 1.25;

    /// <summary>How long after the last record that was dropped the journal counts as yielding.</summary>
    private static readonly TimeSpan YieldMemory = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly Queue<(long At, long Bytes)> _samples = new();
    private TimeSpan? _untilFull;
    private bool _isFilling;
    private long _dropped;
    private long? _droppedAt;

    /// <summary>Time until the journal is full at the present rate; null when that is not in sight, or not known yet.</summary>
    public TimeSpan? UntilFull
    {
        get
        {
            lock (_gate)
                return _untilFull;
        }
    }

    /// <summary>True when it will be full before long.</summary>
    public bool IsFilling
    {
        get
        {
            lock (_gate)
                return _isFilling;
        }
    }

    /// <summary>True when telemetry or events were dropped within the last minutes.</summary>
    public bool IsYielding
    {
        get
        {
            lock (_gate)
                return _droppedAt is { } at && time.GetElapsedTime(at) < YieldMemory;
        }
    }

    public void Observe(JournalStatistics journal)
    {
        lock (_gate)
        {
            long now = time.GetTimestamp();
            long dropped = journal.DroppedRecords + journal.DroppedEvents;
            if (dropped > _dropped)
                (_dropped, _droppedAt) = (dropped, now);

            if (_samples.Count == MaximumSamples)
                _samples.Dequeue();
            _samples.Enqueue((now, journal.UnreleasedBytes));
            _untilFull = Estimate(journal);
            _isFilling = _untilFull is { } left && left < (_isFilling ? warnBefore * Hysteresis : warnBefore);
        }
    }

    private TimeSpan? Estimate(JournalStatistics journal)
    {
        long limit = journal.DiskRoomBytes > journal.MaximumBytes ? journal.MaximumBytes : Math.Min(journal.MaximumBytes, journal.Bytes + journal.DiskRoomBytes);
        // The segment that is written and the next one are never wholly used.
        long room = limit - Math.Min(2 * segmentBytes, limit / 4) - journal.UnreleasedBytes;
        if (room <= 0)
            return TimeSpan.Zero;
        if (_samples.Count < MinimumSamples)
            return null;
        int half = _samples.Count / 2;
        long growth = _samples.Skip(half).Min(sample => sample.Bytes) - _samples.Take(half).Min(sample => sample.Bytes);
        if (growth <= 0)
            return null;
        TimeSpan over = time.GetElapsedTime(_samples.Peek().At, _samples.ElementAt(half).At);
        double seconds = over.TotalSeconds * room / growth;
        return seconds < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(seconds) : null;
    }
}
