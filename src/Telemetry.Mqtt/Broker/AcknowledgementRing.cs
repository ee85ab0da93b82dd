using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The answers a connection still owes, in order of arrival [MQTT-4.6.0-2]. The reading thread adds without a lock;
/// whoever learns of a commit takes from the head, one at a time.
/// </summary>
internal sealed class AcknowledgementRing(Outbox outbox)
{
    private const int FirstCapacity = 32;

    private readonly Lock _gate = new();
    private PendingAcknowledgement[] _entries = [];
    private long _head;
    private long _tail;
    private long _publishesAdded;
    private long _publishesTaken;
    private long _received;
    private long _exactlyOnceAdded;
    private long _exactlyOnceKept;

    /// <summary>Answers owed.</summary>
    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    /// <summary>True when acknowledgements carry reason codes (5.0).</summary>
    public bool HasReasons { get; set; }

    /// <summary>PUBLISH packets at QoS 1 not yet answered, for the receive maximum. Asked by the reading thread.</summary>
    public int Publishes => (int)(_publishesAdded - Volatile.Read(ref _publishesTaken));

    /// <summary>Adds an answer; in most cases it can go at once, and the ring stays small.</summary>
    public void Add(in PendingAcknowledgement entry)
    {
        if (_tail - Volatile.Read(ref _head) == _entries.Length)
        {
            Drain();
            if (_tail - _head == _entries.Length)
                Grow();
        }

        _entries[_tail & (_entries.Length - 1)] = entry;
        if (entry.Type == PacketType.Puback)
            _publishesAdded++;
        if (entry.Incoming is not null)
            _exactlyOnceAdded++;
        Volatile.Write(ref _tail, _tail + 1);
    }

    /// <summary>Writes every answer from the head on whose logs have committed.</summary>
    /// <returns>The log that the first remaining answer waits for; null when none remains.</returns>
    public IDurableLog? Drain()
    {
        lock (_gate)
        {
            while (true)
            {
                long tail = Volatile.Read(ref _tail);
                if (_exactlyOnceAdded != _exactlyOnceKept)
                    KeepReceived(tail);
                IDurableLog? blocker = Write(tail, out bool isReceivedSince);
                if (!isReceivedSince)
                    return blocker;
            }
        }
    }

    /// <summary>Tells the store of what the receiver has on disk, as far as that is in order; a commit of it serves them all.</summary>
    private void KeepReceived(long tail)
    {
        IDurableLog? log = null;
        long committed = 0;
        for (_received = Math.Max(_received, _head); _received < tail; _received++)
        {
            ref PendingAcknowledgement entry = ref _entries[_received & (_entries.Length - 1)];
            if (Blocker(entry.Received, ref log, ref committed) is not null)
                return;
            if (entry.Incoming is not { } incoming)
                continue;
            if (incoming.Keep(entry.PacketId, entry.Received) is { Log: not null } kept)
                entry.Kept = kept;
            entry.Incoming = null;
            _exactlyOnceKept++;
        }
    }

    /// <param name="tail">How far.</param>
    /// <param name="isReceivedSince">True when it stopped at a message that the receiver has on disk only now.</param>
    private IDurableLog? Write(long tail, out bool isReceivedSince)
    {
        isReceivedSince = false;
        IDurableLog? log = null;
        long committed = 0;
        IDurableLog? blocker = null;
        long head = _head;
        lock (outbox.Gate)
        {
            for (; head < tail; head++)
            {
                ref PendingAcknowledgement entry = ref _entries[head & (_entries.Length - 1)];
                blocker = Blocker(entry.Received, ref log, ref committed) ?? Blocker(entry.Kept, ref log, ref committed);
                isReceivedSince = blocker is null && entry.Incoming is not null;
                if (blocker is not null || isReceivedSince)
                    break;
                Write(entry);
                entry.Packet = null;
            }
        }

        Volatile.Write(ref _head, head);
        return blocker;
    }

    // Reading a log's position may cost a cache miss, so it is read once for a run of answers.
    private static IDurableLog? Blocker(in Receipt receipt, ref IDurableLog? log, ref long committed)
    {
        if (receipt.Log is null)
            return null;
        if (receipt.Log != log)
        {
            log = receipt.Log;
            committed = log.CommittedPosition;
        }

        return receipt.Position < committed ? null : log;
    }

    private void Write(in PendingAcknowledgement entry)
    {
        if (entry.Packet is { } packet)
        {
            packet.CopyTo(outbox.GetSpan(packet.Length));
            outbox.Advance(packet.Length);
            return;
        }

        if (entry.Type == PacketType.Puback)
            _publishesTaken++;
        MqttProtocolVersion version = HasReasons ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
        outbox.Advance(AckPacket.Write(outbox.GetSpan(AckPacket.MaximumPlainLength), entry.Type, entry.PacketId, entry.Reason, version));
    }

    private void Grow()
    {
        lock (_gate)
        {
            var larger = new PendingAcknowledgement[Math.Max(FirstCapacity, _entries.Length * 2)];
            for (long i = _head; i < _tail; i++)
                larger[i & (larger.Length - 1)] = _entries[i & (_entries.Length - 1)];
            _entries = larger;
        }
    }
}
