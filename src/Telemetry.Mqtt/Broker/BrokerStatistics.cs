namespace Telemetry.Mqtt.Broker;

/// <summary>Counters since the start, and what is held now. Read at any time from any thread.</summary>
public sealed class BrokerStatistics
{
    private const int ReasonCount = 256;

    private readonly long[] _dropped = new long[Enum.GetValues<DropReason>().Length];
    private readonly long[] _refused = new long[Enum.GetValues<RefusalStage>().Length * ReasonCount];
    private long _accepted;
    private long _received;
    private long _sent;
    private long _bytesReceived;
    private long _bytesSent;
    private int _open;
    private long _queuedBytes;
    private long _partialBytes;

    internal BrokerStatistics()
    {
    }

    /// <summary>TCP connections now open.</summary>
    public int ConnectionsOpen => Volatile.Read(ref _open);

    /// <summary>TCP connections accepted.</summary>
    public long ConnectionsAccepted => Volatile.Read(ref _accepted);

    /// <summary>PUBLISH packets from clients, refused ones and duplicates included.</summary>
    public long MessagesReceived => Volatile.Read(ref _received);

    /// <summary>PUBLISH packets to clients, redeliveries included.</summary>
    public long MessagesSent => Volatile.Read(ref _sent);

    /// <summary>Bytes read from sockets.</summary>
    public long BytesReceived => Volatile.Read(ref _bytesReceived);

    /// <summary>Bytes written to sockets.</summary>
    public long BytesSent => Volatile.Read(ref _bytesSent);

    /// <summary>Bytes of messages kept for sessions.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Sessions, connected or kept.</summary>
    public int Sessions { get; internal set; }

    /// <summary>Subscriptions of all sessions.</summary>
    public int Subscriptions => CountSubscriptions();

    /// <summary>Retained messages.</summary>
    public int RetainedMessages { get; internal set; }

    /// <summary>Bytes of the retained messages.</summary>
    public long RetainedBytes { get; internal set; }

    /// <summary>Messages dropped for a reason.</summary>
    public long Dropped(DropReason reason) => Volatile.Read(ref _dropped[(int)reason]);

    /// <summary>What was refused at a stage, by the reason code the peer was given (or would have been, in 3.1.1).</summary>
    public long Refused(RefusalStage stage, ReasonCode reason) => Volatile.Read(ref _refused[Index(stage, reason)]);

    /// <summary>All refusals that ever happened.</summary>
    public IEnumerable<(RefusalStage Stage, ReasonCode Reason, long Count)> Refusals()
    {
        for (int i = 0; i < _refused.Length; i++)
        {
            if (Volatile.Read(ref _refused[i]) is > 0 and long count)
                yield return ((RefusalStage)(i / ReasonCount), (ReasonCode)(i % ReasonCount), count);
        }
    }

    /// <summary>Bytes of large packets that have not arrived whole.</summary>
    public long PartialBytes => Volatile.Read(ref _partialBytes);

    /// <summary>Asks the subscription tree.</summary>
    internal Func<int> CountSubscriptions { get; set; } = () => 0;

    internal void CountConnection()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
    }

    internal void CountClosed() => Interlocked.Decrement(ref _open);

    internal void CountReceived(long messages, long bytes)
    {
        if (messages > 0)
            Interlocked.Add(ref _received, messages);
        Interlocked.Add(ref _bytesReceived, bytes);
    }

    internal void CountSent(long messages, long bytes)
    {
        if (messages > 0)
            Interlocked.Add(ref _sent, messages);
        Interlocked.Add(ref _bytesSent, bytes);
    }

    internal void CountDropped(DropReason reason, long count = 1) => Interlocked.Add(ref _dropped[(int)reason], count);

    internal void CountRefused(RefusalStage stage, ReasonCode reason) => Interlocked.Increment(ref _refused[Index(stage, reason)]);

    /// <summary>Adds to the bytes of packets that have not arrived whole, and tells the new sum.</summary>
    internal long AddPartialBytes(long bytes) => Interlocked.Add(ref _partialBytes, bytes);

    /// <summary>Adds to the bytes kept for sessions, and tells the new sum.</summary>
    internal long AddQueuedBytes(long bytes) => Interlocked.Add(ref _queuedBytes, bytes);

    private static int Index(RefusalStage stage, ReasonCode reason) => ((int)stage * ReasonCount) + (int)reason;
}
