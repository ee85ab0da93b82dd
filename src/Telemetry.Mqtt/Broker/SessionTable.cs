namespace Telemetry.Mqtt.Broker;

/// <summary>All sessions by client identifier.</summary>
internal sealed class SessionTable(SessionServices services)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    /// <summary>Finds or makes the session of a CONNECT and attaches the connection to it; whoever held it is told [MQTT-3.1.4-3].</summary>
    /// <param name="connection">The connection, authenticated; writes its CONNACK when the session is there.</param>
    /// <param name="clientId">Its client identifier.</param>
    /// <param name="cleanStart">True to begin anew.</param>
    /// <param name="expiry">How long the session shall outlive the connection.</param>
    /// <returns>The session; null when there are too many already.</returns>
    public Session? Attach(BrokerConnection connection, string clientId, bool cleanStart, TimeSpan expiry)
    {
        while (true)
        {
            Session? old;
            Session session;
            lock (_gate)
            {
                bool isResumable = _sessions.TryGetValue(clientId, out old) && !cleanStart && old.IsResumable;
                if (old is null && _sessions.Count >= services.Options.MaximumSessions)
                    return null;
                session = isResumable ? old! : new Session(clientId, services);
                _sessions[clientId] = session;
                services.Statistics.Sessions = _sessions.Count;
            }

            bool isResumed = session == old;
            if (!isResumed)
                old?.End(onlyWhenAway: false)?.Disconnect(ReasonCode.SessionTakenOver);
            if (!session.TryAttach(connection, expiry, isResumed, out BrokerConnection? holder))
                continue; // ended meanwhile by a third one with the same client identifier
            holder?.Disconnect(ReasonCode.SessionTakenOver);
            return session;
        }
    }

    /// <summary>Ends a session whose client is away, unless it came back meanwhile.</summary>
    public void End(Session session)
    {
        session.End(onlyWhenAway: true);
        lock (_gate)
        {
            if (session.IsEnded && _sessions.TryGetValue(session.ClientId, out Session? current) && current == session)
                _sessions.Remove(session.ClientId);
            services.Statistics.Sessions = _sessions.Count;
        }
    }

    /// <summary>Ends a session whose client may not stay, and its connection.</summary>
    public void Expel(Session session)
    {
        session.End(onlyWhenAway: false)?.Disconnect(ReasonCode.NotAuthorized);
        End(session);
    }

    /// <summary>The session of a client identifier; null when there is none.</summary>
    public Session? Find(string clientId)
    {
        lock (_gate)
            return _sessions.GetValueOrDefault(clientId);
    }

    /// <summary>The sessions there are now.</summary>
    public Session[] Snapshot()
    {
        lock (_gate)
            return [.. _sessions.Values];
    }

    /// <summary>Takes an operation of a replay.</summary>
    public void Restore(in BrokerOperation operation)
    {
        string clientId = System.Text.Encoding.UTF8.GetString(operation.ClientId);
        _sessions.TryGetValue(clientId, out Session? session);
        if (operation.Kind == BrokerOperationKind.SessionEnded)
        {
            if (session is not null)
            {
                _sessions.Remove(clientId);
                session.Forget();
            }

            return;
        }

        if (session is null)
        {
            // What a compaction left behind of a session whose beginning was released is written again further on.
            if (operation.Kind != BrokerOperationKind.SessionOpened)
                return;
            session = new Session(clientId, services);
            _sessions.Add(clientId, session);
        }

        session.Restore(operation);
    }

    /// <summary>The replay is over.</summary>
    public void FinishRestore()
    {
        foreach (Session session in _sessions.Values)
            session.FinishRestore();
        services.Statistics.Sessions = _sessions.Count;
    }
}
