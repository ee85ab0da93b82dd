using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// Remembers which sessions a topic goes to, so that a device's next message costs one look. Two-way set-associative
/// and of a fixed size: a flood of topics pushes out, it does not grow. Entries are immutable; readers take no lock.
/// </summary>
internal sealed class MatchCache(SubscriptionTree<Subscription> tree)
{
    private const int Slots = 1 << 14;

    private readonly Entry?[] _entries = new Entry?[Slots];

    /// <summary>The sessions a topic goes to.</summary>
    /// <param name="topic">A valid topic name.</param>
    /// <param name="scratch">An empty list of the calling thread; left empty.</param>
    public MatchTarget[] Find(ReadOnlySpan<byte> topic, List<Subscription> scratch)
    {
        if (tree.Count == 0)
            return [];
        long version = tree.Version;
        int hash = TopicHash.Compute(topic);
        ref Entry? first = ref _entries[hash & (Slots - 1)];
        Entry? entry = Volatile.Read(ref first);
        if (entry is not null && entry.Is(topic, hash, version))
            return entry.Targets;
        ref Entry? second = ref _entries[(hash & (Slots - 1)) ^ 1];
        Entry? other = Volatile.Read(ref second);
        if (other is not null && other.Is(topic, hash, version))
            return other.Targets;

        tree.Match(topic, scratch);
        MatchTarget[] targets = MatchMerge.Merge(scratch);
        scratch.Clear();
        // The loser of the first slot gets a second chance in the other, unless it is outdated.
        if (entry is not null && entry.Version == version)
            Volatile.Write(ref second, entry);
        byte[] name = entry is not null && entry.HasTopic(topic, hash) ? entry.Topic : topic.ToArray();
        Volatile.Write(ref first, new Entry(name, hash, version, targets));
        return targets;
    }

    private sealed class Entry(byte[] topic, int hash, long version, MatchTarget[] targets)
    {
        public byte[] Topic => topic;

        public long Version => version;

        public MatchTarget[] Targets => targets;

        public bool HasTopic(ReadOnlySpan<byte> other, int otherHash) => hash == otherHash && other.SequenceEqual(topic);

        public bool Is(ReadOnlySpan<byte> other, int otherHash, long now) => version == now && HasTopic(other, otherHash);
    }
}
