namespace Telemetry.Mqtt.Topics;

/// <summary>
/// Subscribers by topic filter. Matching takes no lock and allocates nothing; changes take one lock. A match that runs
/// beside a change sees the tree before or after it; <see cref="Version"/> tells afterwards whether it may be kept.
/// </summary>
/// <param name="maximumLevels">The levels all filters together may hold (a level shared by several counts once).</param>
public sealed class SubscriptionTree<T>(int maximumLevels = int.MaxValue)
    where T : class
{
    private readonly Lock _gate = new();
    private readonly TopicNode<T> _root = new(null, [], 0);
    private long _version;
    private int _count;
    private int _levels;

    /// <summary>Grows after each change; a result computed under one version holds as long as it stands.</summary>
    public long Version => Volatile.Read(ref _version);

    /// <summary>Subscriptions held.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Adds a subscriber under a valid filter. False when the tree is full; nothing changed then.</summary>
    public bool TryAdd(ReadOnlySpan<byte> filter, T subscriber)
    {
        lock (_gate)
        {
            // Counted for the worst case, so that a refused filter leaves no half-built branch.
            if (_levels + TopicName.CountLevels(filter) > maximumLevels)
                return false;
            TopicNode<T> node = Descend(filter, create: true, out bool multiLevel)!;
            if (multiLevel)
                node.MultiLevel = [.. node.MultiLevel, subscriber];
            else
                node.Subscribers = [.. node.Subscribers, subscriber];
            _count++;
            Interlocked.Increment(ref _version);
            return true;
        }
    }

    /// <summary>Puts one subscriber in another's place, without a moment in which neither is found.</summary>
    public bool Replace(ReadOnlySpan<byte> filter, T old, T subscriber)
    {
        lock (_gate)
        {
            if (Descend(filter, create: false, out bool multiLevel) is not { } node)
                return false;
            T[] subscribers = multiLevel ? node.MultiLevel : node.Subscribers;
            int index = Array.IndexOf(subscribers, old);
            if (index < 0)
                return false;
            var changed = (T[])subscribers.Clone();
            changed[index] = subscriber;
            Store(node, multiLevel, changed);
            Interlocked.Increment(ref _version);
            return true;
        }
    }

    /// <summary>Takes a subscriber away; false when it was not there.</summary>
    public bool Remove(ReadOnlySpan<byte> filter, T subscriber)
    {
        lock (_gate)
        {
            if (Descend(filter, create: false, out bool multiLevel) is not { } node)
                return false;
            T[] subscribers = multiLevel ? node.MultiLevel : node.Subscribers;
            int index = Array.IndexOf(subscribers, subscriber);
            if (index < 0)
                return false;
            Store(node, multiLevel, [.. subscribers[..index], .. subscribers[(index + 1)..]]);
            Prune(node);
            _count--;
            Interlocked.Increment(ref _version);
            return true;
        }
    }

    /// <summary>
    /// Adds to <paramref name="found"/> the subscribers of every filter that matches; one with several matching
    /// filters stands there several times.
    /// </summary>
    public void Match(ReadOnlySpan<byte> topic, List<T> found)
    {
        if (Count == 0)
            return;
        if (TopicName.IsReserved(topic))
            MatchReserved(topic, found);
        else
            Match(_root, topic, found);
    }

    private static void Match(TopicNode<T> node, ReadOnlySpan<byte> rest, List<T> found)
    {
        while (true)
        {
            found.AddRange(node.MultiLevel);
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> level = slash < 0 ? rest : rest[..slash];
            TopicNode<T>? exact = node.Children?.Find(level, TopicHash.Compute(level));
            TopicNode<T>? any = node.SingleLevel;
            if (slash < 0)
            {
                Finish(exact, found);
                Finish(any, found);
                return;
            }

            rest = rest[(slash + 1)..];
            if (exact is not null && any is not null)
                Match(any, rest, found);
            if ((exact ?? any) is not { } next)
                return;
            node = next;
        }
    }

    // A `#` also matches the level above it (section 4.7.1.2).
    private static void Finish(TopicNode<T>? node, List<T> found)
    {
        if (node is null)
            return;
        found.AddRange(node.Subscribers);
        found.AddRange(node.MultiLevel);
    }

    // Wildcards in the first level do not match a name that begins with $ [MQTT-4.7.2-1].
    private void MatchReserved(ReadOnlySpan<byte> topic, List<T> found)
    {
        int slash = topic.IndexOf((byte)'/');
        ReadOnlySpan<byte> level = slash < 0 ? topic : topic[..slash];
        TopicNode<T>? exact = _root.Children?.Find(level, TopicHash.Compute(level));
        if (slash < 0)
            Finish(exact, found);
        else if (exact is not null)
            Match(exact, topic[(slash + 1)..], found);
    }

    private static void Store(TopicNode<T> node, bool multiLevel, T[] subscribers)
    {
        if (multiLevel)
            node.MultiLevel = subscribers;
        else
            node.Subscribers = subscribers;
    }

    private TopicNode<T>? Descend(ReadOnlySpan<byte> filter, bool create, out bool multiLevel)
    {
        TopicNode<T>? node = _root;
        ReadOnlySpan<byte> rest = filter;
        multiLevel = false;
        while (node is not null)
        {
            int slash = rest.IndexOf((byte)'/');
            ReadOnlySpan<byte> level = slash < 0 ? rest : rest[..slash];
            if (slash < 0 && level is [(byte)'#'])
            {
                multiLevel = true;
                return node;
            }

            node = Child(node, level, create);
            if (slash < 0)
                return node;
            rest = rest[(slash + 1)..];
        }

        return null;
    }

    private TopicNode<T>? Child(TopicNode<T> node, ReadOnlySpan<byte> level, bool create)
    {
        if (level is [(byte)'+'])
        {
            if (node.SingleLevel is null && create)
            {
                node.SingleLevel = new TopicNode<T>(node, [(byte)'+'], 0);
                _levels++;
            }

            return node.SingleLevel;
        }

        int hash = TopicHash.Compute(level);
        if (node.Children?.Find(level, hash) is { } found)
            return found;
        if (!create)
            return null;
        var child = new TopicNode<T>(node, level.ToArray(), hash);
        (node.Children ??= new TopicNodeTable<T>()).Add(child);
        _levels++;
        return child;
    }

    private void Prune(TopicNode<T> node)
    {
        while (node.Parent is { } parent && node.IsEmpty)
        {
            if (parent.SingleLevel == node)
                parent.SingleLevel = null;
            else
                parent.Children!.Remove(node);
            _levels--;
            node = parent;
        }
    }
}
