using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Broker;

/// <summary>A PUBLISH as a test looks at it.</summary>
internal sealed record ReceivedMessage(string Topic, string Payload, QualityOfService Qos, bool Retain, bool Duplicate, ushort PacketId, byte[] PropertyBlock)
{
    public PublishProperties Properties => PublishProperties.Parse(PropertyBlock);

    public uint[] Identifiers
    {
        get
        {
            var identifiers = new List<uint>();
            var reader = new PropertyReader(PropertyBlock, PropertyScope.Publish, 100);
            while (reader.MoveNext())
            {
                if (reader.Id == PropertyId.SubscriptionIdentifier)
                    identifiers.Add(reader.Number);
            }

            return [.. identifiers];
        }
    }

    public static ReceivedMessage Parse(in Frame frame, in DecodeContext context)
    {
        PublishPacket packet = PublishPacket.Parse(frame, context);
        return new ReceivedMessage(
            Encoding.UTF8.GetString(packet.Topic),
            Encoding.UTF8.GetString(packet.Payload),
            packet.QualityOfService,
            packet.Retain,
            packet.Duplicate,
            packet.PacketId,
            packet.Properties.ToArray());
    }
}
