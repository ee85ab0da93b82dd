namespace Telemetry.Mqtt.Client;

/// <summary>What a client did since it was made. Counters only grow; each may be read at any time.</summary>
public sealed class MqttClientStatistics
{
    private long _connections;
    private long _received;
    private long _receivedBytes;
    private long _reads;
    private long _published;
    private readonly long[] _dropped = new long[Enum.GetValues<MqttDropReason>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<MqttRefusal>().Length];
    private long _unknownAcknowledgements;
    private long _redelivered;

    /// <summary>Connections that came as far as their subscriptions.</summary>
    public long Connections => Volatile.Read(ref _connections);

    /// <summary>PUBLISH packets received.</summary>
    public long Received => Volatile.Read(ref _received);

    /// <summary>Bytes received, of all packets.</summary>
    public long ReceivedBytes => Volatile.Read(ref _receivedBytes);

    /// <summary>Reads from the socket.</summary>
    public long Reads => Volatile.Read(ref _reads);

    /// <summary>PUBLISH packets sent, repetitions included.</summary>
    public long Published => Volatile.Read(ref _published);

    /// <summary>Messages that were not sent, for any reason.</summary>
    public long Dropped => Enum.GetValues<MqttDropReason>().Sum(DroppedBy);

    /// <summary>Messages that were not sent, for one reason.</summary>
    public long DroppedBy(MqttDropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    /// <summary>Messages received, acknowledged and not handed on, for any reason.</summary>
    public long Refused => Enum.GetValues<MqttRefusal>().Sum(RefusedBy);

    /// <summary>Messages received, acknowledged and not handed on, for one reason.</summary>
    public long RefusedBy(MqttRefusal reason) => Volatile.Read(ref _refused[(int)reason]);

    /// <summary>Acknowledgements of messages that were not on the way.</summary>
    public long UnknownAcknowledgements => Volatile.Read(ref _unknownAcknowledgements);

    /// <summary>PUBLISH packets sent again after a lost connection.</summary>
    public long Redelivered => Volatile.Read(ref _redelivered);

    internal void CountConnection() => Interlocked.Increment(ref _connections);

    /// <remarks>One reader at a time: no interlocked operation.</remarks>
    internal void CountRead(int messages, long bytes)
    {
        Volatile.Write(ref _received, _received + messages);
        Volatile.Write(ref _receivedBytes, _receivedBytes + bytes);
        Volatile.Write(ref _reads, _reads + 1);
    }

    internal void CountPublished(bool again)
    {
        Interlocked.Increment(ref _published);
        if (again)
            Interlocked.Increment(ref _redelivered);
    }

    internal void CountDropped(MqttDropReason reason) => Interlocked.Increment(ref _dropped[(int)reason]);

    internal void CountRefused(MqttRefusal reason) => Interlocked.Increment(ref _refused[(int)reason]);

    internal void CountUnknownAcknowledgement() => Interlocked.Increment(ref _unknownAcknowledgements);
}
