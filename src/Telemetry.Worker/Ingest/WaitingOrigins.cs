using Telemetry.Mqtt.Publishing;

namespace Telemetry.Worker.Ingest;

/// <summary>The connections that wait for a position to move.</summary>
internal sealed class WaitingOrigins
{
    private readonly Lock _gate = new();
    private HashSet<PublishOrigin> _waiting = [];
    private HashSet<PublishOrigin> _notifying = [];

    public void Add(PublishOrigin origin)
    {
        lock (_gate)
            _waiting.Add(origin);
    }

    /// <summary>The position has moved; called by one thread. Whoever still waits registers again before anybody can miss the next move.</summary>
    public void Notify()
    {
        lock (_gate)
            (_waiting, _notifying) = (_notifying, _waiting);
        foreach (PublishOrigin origin in _notifying)
        {
            if (origin.Acknowledge())
                Add(origin);
        }

        _notifying.Clear();
    }
}
