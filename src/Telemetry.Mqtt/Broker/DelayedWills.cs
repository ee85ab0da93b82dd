namespace Telemetry.Mqtt.Broker;

/// <summary>Wills that wait, in the hope that the client comes back [MQTT-3.1.3-9].</summary>
internal sealed class DelayedWills
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Session, (Will Will, BrokerConnection Origin, long DueMs)> _waiting = [];

    public void Add(Session session, Will will, BrokerConnection origin, long dueMs)
    {
        lock (_gate)
            _waiting[session] = (will, origin, dueMs);
    }

    /// <summary>The client came back.</summary>
    public void Cancel(Session session)
    {
        lock (_gate)
            _waiting.Remove(session);
    }

    /// <summary>Takes those whose time has come, or whose session has ended.</summary>
    public List<(Will Will, BrokerConnection Origin)> TakeDue(long nowMs)
    {
        lock (_gate)
        {
            var due = new List<(Will, BrokerConnection)>();
            foreach ((Session session, (Will will, BrokerConnection origin, long dueMs)) in _waiting)
            {
                if (dueMs > nowMs && !session.IsEnded)
                    continue;
                due.Add((will, origin));
                _waiting.Remove(session);
            }

            return due;
        }
    }
}
