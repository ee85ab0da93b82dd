using System.Collections.Concurrent;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>All shared subscriptions, and the messages that need another of their members.</summary>
internal sealed class SharedGroups
{
    private readonly Lock _gate = new();
    private readonly Dictionary<byte[], SharedGroup> _groups = new(TopicBytesComparer.Instance);

    /// <summary>Filled with a session's gate held, and emptied without one.</summary>
    public ConcurrentQueue<WithdrawnMessage> Withdrawn { get; } = new();

    public SharedGroup Join(byte[] filter)
    {
        lock (_gate)
        {
            if (!_groups.TryGetValue(filter, out SharedGroup? group))
                _groups.Add(filter, group = new SharedGroup(filter));
            group.Members++;
            return group;
        }
    }

    public void Leave(SharedGroup group)
    {
        lock (_gate)
        {
            if (--group.Members == 0)
                _groups.Remove(group.Filter);
        }
    }
}
