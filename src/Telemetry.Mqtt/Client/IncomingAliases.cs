using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>The topic aliases a server set up on one connection (MQTT 5.0, section 3.3.2.3.4).</summary>
/// <param name="maximum">What CONNECT announced; 0: none.</param>
internal sealed class IncomingAliases(int maximum)
{
    private readonly Name[] _names = new Name[maximum];

    /// <summary>The topic of a message with an alias. Allocates only when an alias gets a longer name than it ever had.</summary>
    /// <exception cref="MqttProtocolException">0x94 for an alias above the maximum [MQTT-3.1.2-26]; 0x82 for one that was not set up.</exception>
    public ReadOnlySpan<byte> Resolve(in PublishPacket packet)
    {
        if (packet.TopicAlias > _names.Length)
            throw new MqttProtocolException(ReasonCode.TopicAliasInvalid, $"Topic alias {packet.TopicAlias}, and {_names.Length} were offered [MQTT-3.1.2-26].");
        ref Name name = ref _names[packet.TopicAlias - 1];
        if (packet.Topic.IsEmpty)
        {
            if (name.Length == 0)
                MqttProtocolException.ThrowProtocolError($"Topic alias {packet.TopicAlias} stands for nothing on this connection.");
            return name.Bytes.AsSpan(0, name.Length);
        }

        if (name.Bytes is null || name.Bytes.Length < packet.Topic.Length)
            name.Bytes = new byte[packet.Topic.Length];
        packet.Topic.CopyTo(name.Bytes);
        name.Length = packet.Topic.Length;
        return packet.Topic;
    }

    private struct Name
    {
        public byte[]? Bytes;
        public int Length;
    }
}
