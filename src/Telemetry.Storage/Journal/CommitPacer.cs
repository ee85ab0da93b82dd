namespace Telemetry.Storage.Journal;

/// <summary>Decides how long pending records still wait for company.</summary>
internal sealed class CommitPacer(TimeSpan linger, int commitBytes, TimeProvider time)
{
    private bool _started;
    private long _lastStart;

    /// <summary>Zero: commit now. Asked again whenever something changed.</summary>
    public TimeSpan Delay(int pendingBytes)
    {
        if (!_started || pendingBytes >= commitBytes)
            return TimeSpan.Zero;
        TimeSpan left = linger - time.GetElapsedTime(_lastStart);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>A commit starts now; returns its timestamp.</summary>
    public long Start()
    {
        _started = true;
        return _lastStart = time.GetTimestamp();
    }
}
