using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>One level of the retained messages.</summary>
internal sealed class RetainedNode(RetainedNode? parent = null, byte[]? level = null)
{
    public StoredMessage? Message { get; set; }

    /// <summary>Null until there is one.</summary>
    public Dictionary<byte[], RetainedNode>? Children { get; private set; }

    public RetainedNode? Find(ReadOnlySpan<byte> name) =>
        Children is { } children && children.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(name, out RetainedNode? child) ? child : null;

    public RetainedNode Add(ReadOnlySpan<byte> name)
    {
        var child = new RetainedNode(this, name.ToArray());
        (Children ??= new(TopicBytesComparer.Instance)).Add(child.Level, child);
        return child;
    }

    private byte[] Level => level!;

    /// <summary>Removes this level and those above it, as far as they hold nothing.</summary>
    public void Prune()
    {
        RetainedNode node = this;
        while (node.Parent is { } above && node.Message is null && node.Children is null or { Count: 0 })
        {
            above.Children!.Remove(node.Level);
            node = above;
        }
    }

    private RetainedNode? Parent => parent;
}
