namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The messages on their way to one session, in flight and waiting, in the order they came:
/// <code>
///   head          sent            next        (sequence numbers)
///    | S D S R S S |  Q  Q  Q  Q  |           S sent, R released, D done, Q queued
/// </code>
/// The packet identifier is the sequence number modulo 65,535, plus 1. So it need not be kept to be the same after a
/// restart, an acknowledgement finds its message at once, and redelivery in order is the same walk from the head.
/// Not thread-safe: the session's gate guards it.
/// </summary>
internal sealed class OutgoingQueue
{
    private const int PacketIds = 65_535;

    private OutgoingMessage[] _entries = [];
    private long _head;
    private long _sent;
    private long _next;

    /// <summary>The number of the next message to be added.</summary>
    public long NextSequence => _next;

    /// <summary>The number of the oldest message.</summary>
    public long HeadSequence => _head;

    /// <summary>The number of the first message that was not sent on this connection.</summary>
    public long UnsentSequence => _sent;

    /// <summary>Sent on this connection and not yet done; what a receive maximum counts.</summary>
    public int InFlight { get; private set; }

    /// <summary>Messages that wait to be sent on this connection.</summary>
    public int Waiting { get; private set; }

    /// <summary>Bytes of the messages held.</summary>
    public long Bytes { get; private set; }

    public static ushort PacketId(long sequence) => (ushort)((sequence % PacketIds) + 1);

    /// <summary>Adds a message at the end and returns its number.</summary>
    public long Add(in OutgoingMessage message)
    {
        if (_next - _head == _entries.Length)
            Grow();
        _entries[_next & (_entries.Length - 1)] = message;
        Bytes += message.Message?.Size ?? 0;
        if (message.State != OutgoingState.Done)
            Waiting++;
        return _next++;
    }

    /// <summary>Adds a message under the number it had before a restart, unless the number is already taken.</summary>
    public void Restore(long sequence, in OutgoingMessage message)
    {
        if (sequence < _next)
            return;
        StartAt(sequence);
        while (_next < sequence)
            Add(new OutgoingMessage { State = OutgoingState.Done, Identifiers = [] });
        Add(message);
    }

    /// <summary>Leaves out the next numbers.</summary>
    public void PassOver(int count)
    {
        if (_head == _next)
        {
            StartAt(_next + count);
            return;
        }

        for (int i = 0; i < count; i++)
            Add(new OutgoingMessage { State = OutgoingState.Done, Identifiers = [] });
    }

    /// <summary>Numbers go on from here, when nothing is held and they are not further already.</summary>
    public void StartAt(long sequence)
    {
        if (_head == _next && sequence > _next)
            _head = _sent = _next = sequence;
    }

    /// <summary>True when a message added now could be sent at once.</summary>
    public bool CanSendNext(int window) => _sent == _next && InFlight < window && _next - _head < PacketIds;

    /// <summary>The message with this number; only for numbers from head to next.</summary>
    public ref OutgoingMessage this[long sequence] => ref _entries[sequence & (_entries.Length - 1)];

    public bool Contains(long sequence) => sequence >= _head && sequence < _next;

    /// <summary>Moves to the next message to send when <paramref name="window"/> allows one more in flight.</summary>
    public bool TryNext(int window, out long sequence)
    {
        while (_sent < _next && this[_sent].State == OutgoingState.Done)
        {
            _sent++;
            TrimHead();
        }

        sequence = _sent;
        return _sent < _next
            && (this[_sent].QualityOfService == QualityOfService.AtMostOnce || (InFlight < window && _sent - _head < PacketIds));
    }

    /// <summary>The message that <see cref="TryNext"/> gave is on the socket.</summary>
    public void MarkSent()
    {
        ref OutgoingMessage entry = ref this[_sent++];
        Waiting--;
        if (entry.QualityOfService == QualityOfService.AtMostOnce)
        {
            Complete(ref entry);
            return;
        }

        if (entry.State == OutgoingState.Queued)
            entry.State = OutgoingState.Sent;
        InFlight++;
    }

    /// <summary>The message that <see cref="TryNext"/> gave will never be sent.</summary>
    public void Skip()
    {
        Waiting--;
        Complete(ref this[_sent++]);
    }

    /// <summary>The number in flight that a packet identifier stands for; -1 when there is none.</summary>
    public long Find(ushort packetId)
    {
        long offset = (packetId - 1 - (_head % PacketIds) + PacketIds) % PacketIds;
        long sequence = _head + offset;
        return packetId != 0 && sequence < _sent && this[sequence].State is OutgoingState.Sent or OutgoingState.Released ? sequence : -1;
    }

    /// <summary>QoS 2: the client has the message; only its release is still to be confirmed.</summary>
    public void Release(long sequence)
    {
        ref OutgoingMessage entry = ref this[sequence];
        Bytes -= entry.Message?.Size ?? 0;
        entry.Message = null;
        entry.State = OutgoingState.Released;
    }

    /// <summary>The client has acknowledged.</summary>
    public void Finish(long sequence)
    {
        InFlight--;
        Complete(ref this[sequence]);
    }

    /// <summary>A replay found that the message was done.</summary>
    public void Discard(long sequence)
    {
        if (sequence >= _sent && this[sequence].State != OutgoingState.Done)
            Waiting--;
        Complete(ref this[sequence]);
    }

    /// <summary>A new connection: everything not done is sent again, from the head.</summary>
    public void Rewind()
    {
        _sent = _head;
        InFlight = 0;
        Waiting = 0;
        for (long i = _head; i < _next; i++)
        {
            if (this[i].State != OutgoingState.Done)
                Waiting++;
        }
    }

    /// <summary>After a restart: what was held when the client connected may have been sent.</summary>
    public void MarkMaybeSent()
    {
        for (long i = _head; i < _next; i++)
        {
            if (this[i].State == OutgoingState.Queued)
                this[i].State = OutgoingState.Sent;
        }
    }

    private void Complete(ref OutgoingMessage entry)
    {
        Bytes -= entry.Message?.Size ?? 0;
        entry = new OutgoingMessage { State = OutgoingState.Done, Identifiers = [] };
        TrimHead();
    }

    private void TrimHead()
    {
        while (_head < _next && this[_head].State == OutgoingState.Done)
            _head++;
        _sent = Math.Max(_sent, _head);
    }

    private void Grow()
    {
        var larger = new OutgoingMessage[Math.Max(8, _entries.Length * 2)];
        for (long i = _head; i < _next; i++)
            larger[i & (larger.Length - 1)] = this[i];
        _entries = larger;
    }
}
