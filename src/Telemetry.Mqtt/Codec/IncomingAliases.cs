namespace Telemetry.Mqtt.Codec;

/// <summary>The topic aliases that the other side set up on one connection (MQTT 5.0, section 3.3.2.3.4).</summary>
/// <param name="maximum">What was offered in CONNECT or CONNACK; 0: none.</param>
internal sealed class IncomingAliases(int maximum)
{
    private Name[] _names = [];

    /// <summary>
    /// The topic a PUBLISH is for; a topic beside the alias gives the alias its meaning from now on. Allocates only when an
    /// alias gets a longer topic than it ever had.
    /// </summary>
    /// <param name="alias">From 1 on.</param>
    /// <exception cref="MqttProtocolException">0x94 for an alias above the maximum [MQTT-3.1.2-26, MQTT-3.2.2-17]; 0x82 for one that was not set up.</exception>
    public ReadOnlySpan<byte> Resolve(ushort alias, ReadOnlySpan<byte> topic)
    {
        if (alias > maximum)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"Topic alias {alias} is above {maximum}, the last one offered.");
        if (_names.Length == 0)
            _names = new Name[maximum];
        ref Name name = ref _names[alias - 1];
        if (topic.IsEmpty)
        {
            if (name.Length == 0)
                MqttProtocolException.ThrowProtocolError($"Topic alias {alias} stands for nothing on this connection.");
            return name.Bytes.AsSpan(0, name.Length);
        }

        if (name.Bytes is null || name.Bytes.Length < topic.Length)
            name.Bytes = new byte[topic.Length];
        topic.CopyTo(name.Bytes);
        name.Length = topic.Length;
        return topic;
    }

    private struct Name
    {
        public byte[]? Bytes;
        public int Length;
    }
}
