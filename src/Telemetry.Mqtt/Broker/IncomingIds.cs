using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The packet identifiers of QoS 2 messages that a session's client has not released: what was handed on under one must
/// not be again [MQTT-4.3.3-10]. The store learns of an identifier only when the receiver has its message on disk: the
/// other way round, a crash in between would take the message, sent again, for a repetition, and lose it.
/// Lock order: session or acknowledgements, then this, then store.
/// </summary>
internal sealed class IncomingIds(SessionLog log)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, Entry> _entries = [];
    private bool _isClosed;

    /// <summary>True for a message that was handed on already; <paramref name="received"/> is the receiver's receipt.</summary>
    public bool TryFind(ushort packetId, out Receipt received)
    {
        lock (_gate)
        {
            bool isThere = _entries.TryGetValue(packetId, out Entry entry);
            received = entry.Received;
            return isThere;
        }
    }

    /// <summary>A message was handed on.</summary>
    public void Add(ushort packetId, in Receipt received)
    {
        lock (_gate)
            _entries.TryAdd(packetId, new Entry(received, default, IsKept: false));
    }

    /// <summary>The receiver has the message on disk: tells the store, once, and returns its receipt for PUBREC to wait for.</summary>
    public Receipt Keep(ushort packetId, in Receipt received)
    {
        lock (_gate)
        {
            // Gone, or another message's: a client that sent PUBREL before it had PUBREC.
            if (_isClosed || !_entries.TryGetValue(packetId, out Entry entry) || entry.Received != received)
                return default;
            if (!entry.IsKept)
                _entries[packetId] = entry = new Entry(received, log.PacketIdTaken(packetId), IsKept: true);
            return entry.Kept;
        }
    }

    /// <summary>PUBREL: the identifier is free again.</summary>
    public ReasonCode Free(ushort packetId, out Receipt kept)
    {
        lock (_gate)
        {
            kept = default;
            if (!_entries.Remove(packetId, out Entry entry))
                return ReasonCode.PacketIdentifierNotFound;
            if (entry.IsKept && !_isClosed)
                kept = log.PacketIdFreed(packetId);
            return ReasonCode.Success;
        }
    }

    /// <summary>Takes an operation of a replay.</summary>
    public void Restore(in BrokerOperation operation)
    {
        if (operation.Kind == BrokerOperationKind.PacketIdTaken)
            _entries[(ushort)operation.Number] = new Entry(default, default, IsKept: true);
        else if (operation.Kind == BrokerOperationKind.PacketIdFreed)
            _entries.Remove((ushort)operation.Number);
    }

    /// <summary>Appends what the store knows to the log again.</summary>
    public void Rewrite()
    {
        lock (_gate)
        {
            foreach ((ushort packetId, Entry entry) in _entries)
            {
                if (entry.IsKept)
                    log.PacketIdTaken(packetId);
            }
        }
    }

    /// <summary>The session is over: nothing of it may follow its end in the log.</summary>
    public void Close()
    {
        lock (_gate)
            _isClosed = true;
    }

    private readonly record struct Entry(Receipt Received, Receipt Kept, bool IsKept);
}
