namespace Telemetry.Worker.Ingest;

/// <summary>Remembers when the newest ticks were written, so that it can be told how old the newest one is that was judged.</summary>
/// <param name="time">A clock that nobody sets.</param>
internal sealed class TickTrail(TimeProvider time)
{
    /// <summary>Beyond so many that nobody has judged, it is known that nobody judges.</summary>
    private const int MaximumTicks = 4_096;

    private readonly Lock _gate = new();
    private readonly Queue<(long Position, long Timestamp)> _ticks = new();
    private readonly long _start = time.GetTimestamp();
    private long? _written;
    private long? _judged;

    public void Written(long position)
    {
        lock (_gate)
        {
            _written = time.GetTimestamp();
            if (_ticks.Count < MaximumTicks)
                _ticks.Enqueue((position, _written.Value));
        }
    }

    /// <summary>How long ago the newest tick was written; since the start when there was none.</summary>
    public TimeSpan SinceWritten()
    {
        lock (_gate)
            return time.GetElapsedTime(_written ?? _start);
    }

    /// <summary>How long ago the newest tick was written that has been judged; since the start when none has.</summary>
    /// <param name="judged">Records below this position are judged.</param>
    public TimeSpan SinceJudged(long judged)
    {
        lock (_gate)
        {
            while (_ticks.TryPeek(out var tick) && tick.Position < judged)
            {
                _judged = tick.Timestamp;
                _ticks.Dequeue();
            }

            return time.GetElapsedTime(_judged ?? _start);
        }
    }
}
