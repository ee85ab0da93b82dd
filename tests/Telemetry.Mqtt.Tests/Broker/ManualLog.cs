using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A log that commits when a test says so.</summary>
internal sealed class ManualLog : IDurableLog
{
    private readonly Lock _gate = new();
    private List<PublishOrigin> _waiting = [];
    private long _committed;
    private long _next;

    public long CommittedPosition => Volatile.Read(ref _committed);

    /// <summary>Positions handed out.</summary>
    public long NextPosition => Volatile.Read(ref _next);

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    public Receipt Append(ReasonCode reason = ReasonCode.Success) => new(this, Interlocked.Increment(ref _next) - 1, reason);

    public void Await(PublishOrigin origin)
    {
        lock (_gate)
            _waiting.Add(origin);
    }

    /// <summary>Everything up to and with this position is on disk.</summary>
    public void Commit(long position)
    {
        Volatile.Write(ref _committed, position + 1);
        List<PublishOrigin> called;
        lock (_gate)
        {
            called = _waiting;
            _waiting = [];
        }

        foreach (PublishOrigin origin in called)
        {
            if (!origin.Acknowledge())
                continue;
            lock (_gate)
                _waiting.Add(origin);
        }
    }

    public void CommitAll() => Commit(NextPosition - 1);
}
