using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The last retained message of each topic, as a tree of levels so that a filter with wildcards visits only what it
/// can match. Retained messages are rare beside the others; one lock guards them.
/// </summary>
internal sealed class RetainedMessages(MqttBrokerOptions options, BrokerStatistics statistics, OperationLog log, TimeProvider time)
{
    // So that a sweep does not hold the lock for long.
    private const int SweptAtOnce = 10_000;
    private const int ReplacedKept = 1_000;

    private readonly Lock _gate = new();
    // Those with an expiry, the next one first; and some that were replaced meanwhile.
    private readonly PriorityQueue<StoredMessage, long> _expiring = new();
    private readonly RetainedNode _root = new();
    private int _count;
    private long _bytes;

    /// <summary>Messages that a sweep may still have to look at.</summary>
    public int Expiring => _expiring.Count;

    /// <summary>Sets the topic's message, or removes it when the payload is empty [MQTT-3.3.1-6].</summary>
    public void Publish(in RoutedPublish publish, Delivery delivery)
    {
        lock (_gate)
        {
            // The server's own topics are made anew at its start, and are no client's to fill.
            bool isKept = !TopicName.IsReserved(publish.Topic);
            BrokerOperationKind kind = publish.Payload.IsEmpty ? BrokerOperationKind.RetainedCleared : BrokerOperationKind.RetainedSet;
            if (!Replace(publish.Topic, publish.Payload.IsEmpty ? null : delivery.Copy(publish), isKept))
            {
                if (kind == BrokerOperationKind.RetainedSet)
                    statistics.CountDropped(DropReason.RetainedFull);
            }
            else if (isKept)
            {
                delivery.Keep(log.Append(new BrokerOperation
                {
                    Kind = kind,
                    Name = publish.Topic,
                    Message = kind == BrokerOperationKind.RetainedSet ? publish : default,
                }));
            }
        }
    }

    /// <summary>Takes an operation of a replay.</summary>
    public void Restore(in BrokerOperation operation)
    {
        lock (_gate)
            Replace(operation.Name, operation.Kind == BrokerOperationKind.RetainedSet ? StoredMessage.Copy(operation.Message) : null, isCounted: true);
    }

    /// <summary>Discards what has expired; called about once a second. Nothing is logged: a replay finds it expired, too.</summary>
    public void Sweep()
    {
        lock (_gate)
            DiscardExpired(SweptAtOnce);
    }

    /// <summary>Adds to <paramref name="found"/> the messages whose topics a filter matches.</summary>
    public void Find(ReadOnlySpan<byte> filter, List<StoredMessage> found)
    {
        lock (_gate)
        {
            if (_root.Children is { Count: > 0 })
                Find(_root, filter, isFirst: true, NowMs, found);
        }
    }

    /// <summary>Every message that outlives a restart, for compaction.</summary>
    public List<StoredMessage> All()
    {
        var all = new List<StoredMessage>();
        Find("#"u8, all);
        return all;
    }

    /// <summary>Appends a message to the log again, if it is still the topic's last.</summary>
    public void Rewrite(StoredMessage message)
    {
        lock (_gate)
        {
            if (Walk(message.Topic, create: false)?.Message == message)
                log.Append(new BrokerOperation { Kind = BrokerOperationKind.RetainedSet, Name = message.Topic, Message = message.View });
        }
    }

    private long NowMs => time.GetUtcNow().ToUnixTimeMilliseconds();

    private static void Find(RetainedNode node, ReadOnlySpan<byte> filter, bool isFirst, long nowMs, List<StoredMessage> found)
    {
        int slash = filter.IndexOf((byte)'/');
        ReadOnlySpan<byte> level = slash < 0 ? filter : filter[..slash];
        ReadOnlySpan<byte> rest = slash < 0 ? default : filter[(slash + 1)..];
        bool isMulti = level is [(byte)'#'];
        if (isMulti)
            Add(node, nowMs, found);
        if (node.Children is not { } children)
            return;
        if (!isMulti && level is not [(byte)'+'])
        {
            if (node.Find(level) is { } child)
                Descend(child, rest, slash < 0, nowMs, found);
            return;
        }

        foreach ((byte[] name, RetainedNode child) in children)
        {
            if (isFirst && TopicName.IsReserved(name))
                continue;
            if (isMulti)
                Collect(child, nowMs, found);
            else
                Descend(child, rest, slash < 0, nowMs, found);
        }
    }

    private static void Descend(RetainedNode node, ReadOnlySpan<byte> rest, bool isLast, long nowMs, List<StoredMessage> found)
    {
        if (isLast)
            Add(node, nowMs, found);
        else
            Find(node, rest, isFirst: false, nowMs, found);
    }

    private static void Collect(RetainedNode node, long nowMs, List<StoredMessage> found)
    {
        Add(node, nowMs, found);
        foreach (RetainedNode child in node.Children?.Values ?? Enumerable.Empty<RetainedNode>())
            Collect(child, nowMs, found);
    }

    private static void Add(RetainedNode node, long nowMs, List<StoredMessage> found)
    {
        if (node.Message is { } message && !message.IsExpired(nowMs))
            found.Add(message);
    }

    /// <summary>False when there was nothing to remove, or no room to add.</summary>
    private bool Replace(ReadOnlySpan<byte> topic, StoredMessage? message, bool isCounted)
    {
        RetainedNode? node = Walk(topic, create: false);
        StoredMessage? old = node?.Message;
        if (old is null && message is null)
            return false;
        if (isCounted && message is not null && !HasRoomFor(message, old))
        {
            DiscardExpired(int.MaxValue);
            node = Walk(topic, create: false);
            old = node?.Message;
            if (!HasRoomFor(message, old))
                return false;
        }

        node ??= Walk(topic, create: true)!;
        node.Message = message;
        node.Prune();
        if (isCounted)
            Count((message is null ? 0 : 1) - (old is null ? 0 : 1), (message?.Size ?? 0) - (old?.Size ?? 0));
        if (isCounted && message is { ExpiresAtMs: not 0 })
            Expect(message);
        return true;
    }

    private bool HasRoomFor(StoredMessage message, StoredMessage? old) =>
        _count + (old is null ? 1 : 0) <= options.MaximumRetainedMessages
        && _bytes + message.Size - (old?.Size ?? 0) <= options.MaximumRetainedBytes;

    private void Count(int messages, int bytes)
    {
        statistics.RetainedMessages = _count += messages;
        statistics.RetainedBytes = _bytes += bytes;
    }

    private void Expect(StoredMessage message)
    {
        _expiring.Enqueue(message, message.ExpiresAtMs);
        if (_expiring.Count <= ReplacedKept + (2 * _count))
            return;
        // Most were replaced: they would be kept until they expire.
        (StoredMessage Message, long)[] alive = [.. _expiring.UnorderedItems.Where(item => Walk(item.Element.Topic, create: false)?.Message == item.Element)];
        _expiring.Clear();
        _expiring.EnqueueRange(alive);
    }

    private void DiscardExpired(int most)
    {
        for (long nowMs = NowMs; most > 0 && _expiring.TryPeek(out StoredMessage? message, out _) && message.IsExpired(nowMs); most--)
        {
            _expiring.Dequeue();
            if (Walk(message.Topic, create: false) is not { } node || node.Message != message)
                continue;
            node.Message = null;
            node.Prune();
            Count(-1, -message.Size);
            statistics.CountDropped(DropReason.Expired);
        }
    }

    private RetainedNode? Walk(ReadOnlySpan<byte> topic, bool create)
    {
        RetainedNode? node = _root;
        while (node is not null)
        {
            int slash = topic.IndexOf((byte)'/');
            ReadOnlySpan<byte> level = slash < 0 ? topic : topic[..slash];
            node = node.Find(level) ?? (create ? node.Add(level) : null);
            if (slash < 0)
                return node;
            topic = topic[(slash + 1)..];
        }

        return null;
    }
}
