namespace Telemetry.Worker.Escalation;

/// <summary>What escalations did since the start.</summary>
internal sealed class EscalationCounters
{
    private long _steps;
    private long _calls;
    private long _cancelled;
    private long _noChannel;
    private long _nobody;
    private long _reAlarms;
    private long _lastLateMs;
    private long _mostLateMs;

    public long Steps => Volatile.Read(ref _steps);

    public long Calls => Volatile.Read(ref _calls);

    /// <summary>Pages and notifications that were answered before they left.</summary>
    public long Cancelled => Volatile.Read(ref _cancelled);

    /// <summary>Calls in a way that no channel carries.</summary>
    public long NoChannel => Volatile.Read(ref _noChannel);

    /// <summary>Pages to a role, or to nobody, since nobody was known to hold the duty.</summary>
    public long Nobody => Volatile.Read(ref _nobody);

    public long ReAlarms => Volatile.Read(ref _reAlarms);

    /// <summary>How late the newest step was taken.</summary>
    public long LastLateMs => Volatile.Read(ref _lastLateMs);

    /// <summary>How late the latest one was; after a worker that was down it is the time that it was.</summary>
    public long MostLateMs => Volatile.Read(ref _mostLateMs);

    public void Add(int steps = 0, int calls = 0, int cancelled = 0, int noChannel = 0, int nobody = 0, int reAlarms = 0)
    {
        Interlocked.Add(ref _steps, steps);
        Interlocked.Add(ref _calls, calls);
        Interlocked.Add(ref _cancelled, cancelled);
        Interlocked.Add(ref _noChannel, noChannel);
        Interlocked.Add(ref _nobody, nobody);
        Interlocked.Add(ref _reAlarms, reAlarms);
    }

    public void Late(long ms)
    {
        Volatile.Write(ref _lastLateMs, ms);
        if (ms > MostLateMs)
            Volatile.Write(ref _mostLateMs, ms);
    }
}
