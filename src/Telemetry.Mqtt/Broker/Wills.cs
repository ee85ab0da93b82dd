using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The wills of all clients: of those that are connected, and of those that were lost and may still come back
/// [MQTT-3.1.3-9]. They are in the operation log, so that after a crash, which closed every connection, they are published.
/// Of all who find a will due, one gets it to publish.
/// </summary>
internal sealed class Wills(OperationLog log)
{
    private const long Connected = long.MaxValue;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly List<(Will Will, Session? Publisher)> _overdue = [];

    /// <summary>
    /// Before a connection is accepted: takes the will that its client's last connection leaves behind, so that it is
    /// published before anything the client says now.
    /// </summary>
    /// <param name="clientId">The client.</param>
    /// <param name="resumed">The session that the client goes on with; null when it begins a new one.</param>
    public Will? TakeReplaced(string clientId, Session? resumed)
    {
        lock (_gate)
        {
            if (!_entries.TryGetValue(clientId, out Entry? entry) || !entry.IsLeftBehind(resumed))
                return null;
            _entries.Remove(clientId);
            return entry.Will;
        }
    }

    /// <summary>A connection has the session: its will, or none, takes the place of the last one's.</summary>
    public void Attach(Session session, Will? will)
    {
        lock (_gate)
        {
            bool hadOne = _entries.Remove(session.ClientId, out Entry? old);
            if (old is not null && old.IsLeftBehind(session))
                _overdue.Add((old.Will, old.Session));
            if (will is not null)
            {
                _entries.Add(session.ClientId, new Entry(will, session, Connected));
                Append(will);
            }
            else if (hadOne)
            {
                AppendCleared(session.ClientId);
            }
        }
    }

    /// <summary>The client was lost and has time to come back; nothing happens when it is back already.</summary>
    public void Schedule(Will will, long dueMs)
    {
        lock (_gate)
        {
            if (IsInForce(will, out Entry? entry))
                _entries[will.Origin.ClientId] = entry with { DueMs = dueMs };
        }
    }

    /// <summary>True for the one who has to publish the will; <see cref="Clear"/> follows.</summary>
    public bool TryTake(Will will)
    {
        lock (_gate)
            return IsInForce(will, out _) && _entries.Remove(will.Origin.ClientId);
    }

    /// <summary>Those whose time has come, or whose session has ended. Each is to be cleared once it is published.</summary>
    public List<(Will Will, Session? Publisher)> TakeDue(long nowMs)
    {
        lock (_gate)
        {
            List<(Will, Session?)> due = [.. _overdue];
            _overdue.Clear();
            foreach ((string clientId, Entry entry) in _entries)
            {
                if (entry.DueMs == Connected || (entry.DueMs > nowMs && entry.Session is { IsEnded: false }))
                    continue;
                due.Add((entry.Will, entry.Session));
                _entries.Remove(clientId);
            }

            return due;
        }
    }

    /// <summary>The will was published, or is not wanted: the log forgets it, unless the client has another one by now.</summary>
    public void Clear(Will will)
    {
        lock (_gate)
        {
            string clientId = will.Origin.ClientId;
            if (IsInForce(will, out _))
                _entries.Remove(clientId);
            if (!_entries.ContainsKey(clientId))
                AppendCleared(clientId);
        }
    }

    /// <summary>Takes an operation of a replay.</summary>
    public void Restore(in BrokerOperation operation)
    {
        string clientId = Encoding.UTF8.GetString(operation.ClientId);
        if (operation.Kind == BrokerOperationKind.WillSet)
            _entries[clientId] = new Entry(Will.Restore(operation), null, Connected);
        else
            _entries.Remove(clientId);
    }

    /// <summary>The replay is over: every connection is closed, so every will counts its delay from then.</summary>
    public void FinishRestore(SessionTable sessions)
    {
        foreach ((string clientId, Entry entry) in _entries)
        {
            Session? session = sessions.Find(clientId);
            _entries[clientId] = entry with { Session = session, DueMs = session?.WillDueMs(entry.Will) ?? 0 };
        }
    }

    /// <summary>Appends every will to the log again.</summary>
    public void Rewrite()
    {
        lock (_gate)
        {
            foreach (Entry entry in _entries.Values)
                Append(entry.Will);
        }
    }

    private bool IsInForce(Will will, [NotNullWhen(true)] out Entry? entry) =>
        _entries.TryGetValue(will.Origin.ClientId, out entry) && entry.Will == will;

    private void Append(Will will) =>
        log.Append(will.Operation(Encoding.UTF8.GetBytes(will.Origin.ClientId), Encoding.UTF8.GetBytes(will.Origin.UserName ?? "")));

    private void AppendCleared(string clientId) =>
        log.Append(new BrokerOperation { Kind = BrokerOperationKind.WillCleared, ClientId = Encoding.UTF8.GetBytes(clientId) });

    /// <summary>A will: when it is due, in Unix milliseconds, or that its client is connected.</summary>
    private sealed record Entry(Will Will, Session? Session, long DueMs)
    {
        /// <summary>
        /// Whether a new connection of the client leaves it to be published: it does, unless it goes on with the session
        /// before the delay is over [MQTT-3.1.3-9].
        /// </summary>
        public bool IsLeftBehind(Session? resumed) =>
            resumed is null || Session != resumed || (DueMs == Connected && Will.Delay == TimeSpan.Zero);
    }
}
