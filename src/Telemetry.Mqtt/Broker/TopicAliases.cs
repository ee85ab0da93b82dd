using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Broker;

/// <summary>The topic aliases of one connection's publishes (MQTT 5.0, section 3.3.2.3.4).</summary>
internal sealed class TopicAliases(int maximum)
{
    private byte[]?[] _topics = [];

    /// <summary>The topic a PUBLISH is for; a topic beside the alias gives the alias its meaning from now on.</summary>
    /// <exception cref="MqttProtocolException">0x94 above the maximum, 0x82 for an alias without a meaning.</exception>
    public ReadOnlySpan<byte> Resolve(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias > maximum)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"Topic alias {alias} is above {maximum} [MQTT-3.3.2-9].");
        if (_topics.Length == 0)
            _topics = new byte[maximum + 1][];
        if (topic.IsEmpty)
        {
            return _topics[alias]
                ?? throw new MqttProtocolException(ReasonCode.ProtocolError, $"Topic alias {alias} stands for nothing on this connection.");
        }

        if (!topic.SequenceEqual(_topics[alias]))
            _topics[alias] = topic.ToArray();
        return topic;
    }
}
