using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Tests.Client;

/// <summary>A log that commits when a test says so.</summary>
internal sealed class ManualLog : IDurableLog
{
    private readonly Lock _gate = new();
    private readonly HashSet<PublishOrigin> _waiting = [];
    private long _committed;

    public long CommittedPosition => Volatile.Read(ref _committed);

    public int Waiting
    {
        get
        {
            lock (_gate)
                return _waiting.Count;
        }
    }

    /// <summary>Runs within <see cref="Await"/>: a commit that slips in.</summary>
    public Action? BeforeAwait { get; set; }

    public void Await(PublishOrigin origin)
    {
        BeforeAwait?.Invoke();
        lock (_gate)
            _waiting.Add(origin);
    }

    public void Commit(long position)
    {
        PublishOrigin[] waiting;
        lock (_gate)
        {
            waiting = [.. _waiting];
            _waiting.Clear();
            Volatile.Write(ref _committed, position);
        }

        foreach (PublishOrigin origin in waiting)
        {
            if (origin.Acknowledge())
            {
                lock (_gate)
                    _waiting.Add(origin);
            }
        }
    }
}
