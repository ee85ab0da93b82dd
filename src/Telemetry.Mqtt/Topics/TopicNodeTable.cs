namespace Telemetry.Mqtt.Topics;

/// <summary>
/// The children of a node by name: open addressing with linear probing. One writer at a time, readers without a lock:
/// a slot goes from empty to a node to <see cref="Removed"/> and never back, and a larger array is published whole.
/// </summary>
internal sealed class TopicNodeTable<T>
    where T : class
{
    // NUL never occurs in a filter, so no name equals this one.
    private static readonly TopicNode<T> Removed = new(null, [0], 0);

    private TopicNode<T>?[] _slots = new TopicNode<T>?[4];
    private int _used;

    public int Count { get; private set; }

    public TopicNode<T>? Find(ReadOnlySpan<byte> level, int hash)
    {
        TopicNode<T>?[] slots = Volatile.Read(ref _slots);
        int mask = slots.Length - 1;
        for (int i = hash & mask; ; i = (i + 1) & mask)
        {
            TopicNode<T>? node = Volatile.Read(ref slots[i]);
            if (node is null)
                return null;
            if (node.Hash == hash && level.SequenceEqual(node.Level))
                return node;
        }
    }

    public void Add(TopicNode<T> node)
    {
        if ((_used + 1) * 2 > _slots.Length)
            Rebuild();
        Place(_slots, node);
        _used++;
        Count++;
    }

    public void Remove(TopicNode<T> node)
    {
        int mask = _slots.Length - 1;
        int i = node.Hash & mask;
        while (_slots[i] != node)
            i = (i + 1) & mask;
        Volatile.Write(ref _slots[i], Removed);
        Count--;
    }

    private static void Place(TopicNode<T>?[] slots, TopicNode<T> node)
    {
        int mask = slots.Length - 1;
        int i = node.Hash & mask;
        while (slots[i] is not null)
            i = (i + 1) & mask;
        Volatile.Write(ref slots[i], node);
    }

    private void Rebuild()
    {
        int size = 4;
        while (size < (Count + 1) * 3)
            size *= 2;
        var slots = new TopicNode<T>?[size];
        foreach (TopicNode<T>? node in _slots)
        {
            if (node is not null && node != Removed)
                Place(slots, node);
        }

        _used = Count;
        Volatile.Write(ref _slots, slots);
    }
}
