namespace Telemetry.Storage.Stores;

/// <summary>What the uploader's loop notes and other threads read.</summary>
internal sealed class UploaderCounters(TimeProvider time)
{
    private long _lines;
    private long _bytes;
    private long _batches;
    private long _retries;
    private long _rewinds;
    private long _missed;
    private long _position;
    private long _oldestMs = -1;
    private volatile UploaderState _state;
    private volatile string? _error;
    private long _troubleSince = -1;

    public UploaderState State => _state;

    public long Position
    {
        get => Volatile.Read(ref _position);
        set => Volatile.Write(ref _position, value);
    }

    /// <summary>When the oldest line that is not stored was received, in Unix milliseconds; -1: there is none.</summary>
    public long OldestMs
    {
        set => Volatile.Write(ref _oldestMs, value);
    }

    public string? Error => _error;

    public void Stored(LineBatch batch, WriteResult result)
    {
        Volatile.Write(ref _lines, _lines + batch.Count - result.RejectedLines);
        Volatile.Write(ref _bytes, _bytes + batch.Lines.Length);
        Volatile.Write(ref _batches, _batches + 1);
        Enter(UploaderState.Running, null);
    }

    public void Enter(UploaderState state, string? error)
    {
        _error = error;
        _state = state;
        if (state is UploaderState.Retrying or UploaderState.Misconfigured)
            Interlocked.CompareExchange(ref _troubleSince, time.GetTimestamp(), -1);
        else
            Volatile.Write(ref _troubleSince, -1);
    }

    public void Retried() => Volatile.Write(ref _retries, _retries + 1);

    public void Rewound() => Volatile.Write(ref _rewinds, _rewinds + 1);

    public void Missed(long records) => Volatile.Write(ref _missed, _missed + records);

    public UploaderStatistics Snapshot(long committed, long settled, int requestLines, RejectedLines rejected)
    {
        long oldest = Volatile.Read(ref _oldestMs);
        long trouble = Volatile.Read(ref _troubleSince);
        return new UploaderStatistics(
            _state,
            Volatile.Read(ref _lines),
            Volatile.Read(ref _bytes),
            Volatile.Read(ref _batches),
            Enum.GetValues<LineRejection>().ToDictionary(RejectedLines.Label, rejected.Count),
            Volatile.Read(ref _retries),
            Volatile.Read(ref _rewinds),
            Volatile.Read(ref _missed),
            Position,
            settled,
            Math.Max(0, committed - Position),
            oldest < 0 ? 0 : Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds() - oldest) / 1000.0,
            requestLines,
            trouble < 0 ? TimeSpan.Zero : time.GetElapsedTime(trouble),
            _error);
    }
}
