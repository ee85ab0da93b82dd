using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Client;

/// <summary>Refuses what no broker could take, before it is queued: a message that closes the connection would do so for ever.</summary>
internal static class PublishCheck
{
    /// <exception cref="ArgumentException">The message names what is wrong.</exception>
    public static void Check(in PublishPacket packet)
    {
        if (packet.QualityOfService > QualityOfService.ExactlyOnce)
            throw new ArgumentException("A QoS is 0, 1 or 2.", nameof(packet));
        if (packet.Topic.Length > ushort.MaxValue || !Utf8Text.IsTopicName(packet.Topic) || !Utf8Text.IsName(packet.Topic))
            throw new ArgumentException("A topic name is 1..65,535 bytes without wildcards and control characters.", nameof(packet));
        if (packet.Payload.Length > VariableInteger.Maximum - ushort.MaxValue - packet.Properties.Length - 8)
            throw new ArgumentException($"A payload of {packet.Payload.Length} bytes is too large for MQTT.", nameof(packet));
    }

    /// <exception cref="ArgumentException">A text is too long, or the response topic is not a topic name.</exception>
    public static byte[] Encode(PublishProperties properties)
    {
        if (properties.ResponseTopic is { } topic && !TopicName.IsValid(Encoding.UTF8.GetBytes(topic)))
            throw new ArgumentException("A response topic is 1..65,535 bytes without wildcards [MQTT-3.3.2-14].", nameof(properties));
        return properties.Encode();
    }
}
