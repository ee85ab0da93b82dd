namespace Telemetry.Mqtt.Topics;

/// <summary>One level of the subscription tree. Changed under the tree's lock, read without one.</summary>
internal sealed class TopicNode<T>(TopicNode<T>? parent, byte[] level, int hash)
    where T : class
{
    public readonly byte[] Level = level;
    public readonly int Hash = hash;
    public readonly TopicNode<T>? Parent = parent;

    /// <summary>Filters that end here. Replaced whole, never changed in place.</summary>
    public volatile T[] Subscribers = [];

    /// <summary>Filters that go on with <c>#</c>.</summary>
    public volatile T[] MultiLevel = [];

    /// <summary>The level below for filters that go on with <c>+</c>.</summary>
    public volatile TopicNode<T>? SingleLevel;

    /// <summary>The levels below by name; null until there is one.</summary>
    public volatile TopicNodeTable<T>? Children;

    public bool IsEmpty =>
        Subscribers.Length == 0 && MultiLevel.Length == 0 && SingleLevel is null && (Children is null || Children.Count == 0);
}
