using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The last retained message of each topic, as a tree of levels so that a filter with wildcards visits only what it
/// can match. Retained messages are rare beside the others; one lock guards them.
/// </summary>
internal sealed class RetainedMessages(MqttBrokerOptions options, BrokerStatistics statistics, OperationLog log, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly RetainedNode _root = new();
    private int _count;
    private long _bytes;

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

    /// <summary>Adds to <paramref name="found"/> the messages whose topics a filter matches.</summary>
    public void Find(ReadOnlySpan<byte> filter, List<StoredMessage> found)
    {
        lock (_gate)
        {
            if (_root.Children is { Count: > 0 })
                Find(_root, filter, isFirst: true, time.GetUtcNow().ToUnixTimeMilliseconds(), found);
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
        int count = _count + (message is null ? 0 : 1) - (old is null ? 0 : 1);
        long bytes = _bytes + (message?.Size ?? 0) - (old?.Size ?? 0);
        if (isCounted && message is not null && (count > options.MaximumRetainedMessages || bytes > options.MaximumRetainedBytes))
            return false;
        node ??= Walk(topic, create: true)!;
        node.Message = message;
        node.Prune();
        if (isCounted)
        {
            statistics.RetainedMessages = _count = count;
            statistics.RetainedBytes = _bytes = bytes;
        }

        return true;
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
