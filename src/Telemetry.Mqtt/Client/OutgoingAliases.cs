using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Topics;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// The topic aliases this client set up on one connection. The first topics get one each and keep it; when all are given
/// away, further topics are written out. Used by whoever holds the gate of the send buffer.
/// </summary>
/// <param name="maximum">What the server takes, and this client uses; at least 1.</param>
/// <param name="maximumPacketSize">What the server takes, in bytes.</param>
internal sealed class OutgoingAliases(int maximum, uint maximumPacketSize)
{
    private const int PropertyLength = 3;

    private readonly Dictionary<byte[], ushort> _aliases = new(TopicBytesComparer.Instance);

    /// <summary>Appends a PUBLISH, with an alias in place of its topic where there is one.</summary>
    public void Write(SendBuffer output, in PublishPacket packet, MqttProtocolVersion version)
    {
        bool isKnown = _aliases.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(packet.Topic, out ushort alias);
        if (!isKnown)
        {
            // The first message with an alias carries both, and must not become too large by that.
            if (_aliases.Count >= maximum || packet.GetLength(version) + PropertyLength + 2 > maximumPacketSize)
            {
                packet.Write(output, version);
                return;
            }

            alias = (ushort)(_aliases.Count + 1);
            _aliases.Add(packet.Topic.ToArray(), alias);
        }

        Append(output, packet, isKnown ? default : packet.Topic, alias);
    }

    private static void Append(SendBuffer output, in PublishPacket packet, ReadOnlySpan<byte> topic, ushort alias)
    {
        int properties = packet.Properties.Length + PropertyLength;
        bool hasId = packet.QualityOfService != QualityOfService.AtMostOnce;
        int body = 2 + topic.Length + (hasId ? 2 : 0) + VariableInteger.Length(properties) + properties + packet.Payload.Length;
        Span<byte> span = output.GetSpan(1 + VariableInteger.Length(body) + body);
        span[0] = (byte)((int)PacketType.Publish << 4 | (packet.Duplicate ? 8 : 0) | (int)packet.QualityOfService << 1 | (packet.Retain ? 1 : 0));
        int at = 1 + VariableInteger.Write(span[1..], body);
        BinaryPrimitives.WriteUInt16BigEndian(span[at..], (ushort)topic.Length);
        topic.CopyTo(span[(at + 2)..]);
        at += 2 + topic.Length;
        if (hasId)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span[at..], packet.PacketId);
            at += 2;
        }

        at += VariableInteger.Write(span[at..], properties);
        span[at] = (byte)PropertyId.TopicAlias;
        BinaryPrimitives.WriteUInt16BigEndian(span[(at + 1)..], alias);
        packet.Properties.CopyTo(span[(at + PropertyLength)..]);
        at += properties;
        packet.Payload.CopyTo(span[at..]);
        output.Advance(at + packet.Payload.Length);
    }
}
