using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Broker;

/// <summary>
/// The topic aliases towards one client: the first topics it gets have them until the connection ends, so that a flood
/// of topics costs nothing. The outbox's gate guards it.
/// </summary>
internal sealed class OutgoingAliases(int maximum)
{
    private readonly Dictionary<byte[], ushort> _aliases = new(TopicBytesComparer.Instance);

    /// <summary>The alias of a topic; 0 when it has none.</summary>
    public ushort Find(ReadOnlySpan<byte> topic) =>
        _aliases.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(topic, out ushort alias) ? alias : (ushort)0;

    /// <summary>The alias for a topic that has none; 0 when all are given away.</summary>
    public ushort Next => _aliases.Count < maximum ? (ushort)(_aliases.Count + 1) : (ushort)0;

    /// <summary>The client was sent the topic beside the <see cref="Next"/> alias [MQTT-3.3.2-12].</summary>
    public void Add(ReadOnlySpan<byte> topic) => _aliases.Add(topic.ToArray(), Next);
}
