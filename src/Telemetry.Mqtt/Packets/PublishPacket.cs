using System.Buffers;
using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Publishing;

namespace Telemetry.Mqtt.Packets;

/// <summary>
/// PUBLISH (MQTT 5.0, section 3.3), as spans into whatever buffer it came from. Neither reading nor writing allocates.
/// <code>
/// | topic length, topic | packet id, if QoS > 0 | property length, properties, if 5.0 | payload |
/// </code>
/// </summary>
public readonly ref struct PublishPacket
{
    /// <summary>The topic name; empty when only <see cref="TopicAlias"/> tells it.</summary>
    public ReadOnlySpan<byte> Topic { get; init; }

    public ReadOnlySpan<byte> Payload { get; init; }

    /// <summary>The MQTT 5 properties as they are on the wire, without their length; checked when parsed.</summary>
    public ReadOnlySpan<byte> Properties { get; init; }

    /// <summary>The content type among <see cref="Properties"/>; empty when absent. Not written.</summary>
    public ReadOnlySpan<byte> ContentType { get; init; }

    /// <summary>The message expiry interval among <see cref="Properties"/> in seconds. Not written.</summary>
    public uint? MessageExpirySeconds { get; init; }

    /// <summary>The topic alias among <see cref="Properties"/>; 0 when absent. Not written.</summary>
    public ushort TopicAlias { get; init; }

    /// <summary>1..65,535 above QoS 0; 0 at QoS 0.</summary>
    public ushort PacketId { get; init; }

    public QualityOfService QualityOfService { get; init; }

    public bool Retain { get; init; }

    public bool Duplicate { get; init; }

    /// <summary>The message for a receiver; only when <see cref="Topic"/> is not empty.</summary>
    public PublishView View => ViewAs(Topic);

    /// <summary>Reads a PUBLISH.</summary>
    /// <exception cref="MqttProtocolException">
    /// 0x81 for what cannot be read and for wildcards in the topic; 0x82 for packet id 0, no topic, or a property that may
    /// not be so; 0x94 for topic alias 0; 0x97 for too many user properties.
    /// </exception>
    public static PublishPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ReadOnlySpan<byte> topic = body.Name(context.Sender);
        if (!topic.IsEmpty && !Utf8Text.IsTopicName(topic))
            MqttProtocolException.ThrowMalformed("PUBLISH to a topic with a wildcard [MQTT-3.3.2-2].");
        var quality = (QualityOfService)(frame.Flags >> 1 & 3);
        ushort packetId = quality == QualityOfService.AtMostOnce ? (ushort)0 : body.PacketId();

        ReadOnlySpan<byte> properties = context.Version == MqttProtocolVersion.V500 ? body.PropertyBlock() : default;
        ReadOnlySpan<byte> contentType = default;
        uint? expiry = null;
        ushort alias = 0;
        if (!properties.IsEmpty)
            ReadProperties(properties, context, ref contentType, ref expiry, ref alias);
        if (topic.IsEmpty && alias == 0)
            MqttProtocolException.ThrowProtocolError("PUBLISH with neither a topic nor an alias [MQTT-4.7.3-1].");

        return new PublishPacket
        {
            Topic = topic,
            Payload = body.Rest(),
            Properties = properties,
            ContentType = contentType,
            MessageExpirySeconds = expiry,
            TopicAlias = alias,
            PacketId = packetId,
            QualityOfService = quality,
            Retain = (frame.Flags & 1) != 0,
            Duplicate = (frame.Flags & 8) != 0,
        };
    }

    /// <summary>The message under the topic an alias stands for.</summary>
    public PublishView ViewAs(ReadOnlySpan<byte> topic) => new()
    {
        Topic = topic,
        Payload = Payload,
        ContentType = ContentType,
        Properties = Properties,
        QualityOfService = QualityOfService,
        Retain = Retain,
        Duplicate = Duplicate,
    };

    /// <summary>The bytes <see cref="Write(Span{byte}, MqttProtocolVersion)"/> takes.</summary>
    public int GetLength(MqttProtocolVersion version)
    {
        int body = BodyLength(version);
        return 1 + VariableInteger.Length(body) + body;
    }

    /// <summary>Writes the packet at the start of the destination and returns its length in bytes.</summary>
    /// <exception cref="ArgumentException">The destination is too small, or the topic longer than 65,535 bytes.</exception>
    public int Write(Span<byte> destination, MqttProtocolVersion version)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Topic.Length, ushort.MaxValue, nameof(Topic));
        destination[0] = (byte)((int)PacketType.Publish << 4 | (Duplicate ? 8 : 0) | (int)QualityOfService << 1 | (Retain ? 1 : 0));
        int at = 1 + VariableInteger.Write(destination[1..], BodyLength(version));
        BinaryPrimitives.WriteUInt16BigEndian(destination[at..], (ushort)Topic.Length);
        at += 2;
        Topic.CopyTo(destination[at..]);
        at += Topic.Length;
        if (QualityOfService != QualityOfService.AtMostOnce)
        {
            BinaryPrimitives.WriteUInt16BigEndian(destination[at..], PacketId);
            at += 2;
        }

        if (version == MqttProtocolVersion.V500)
        {
            at += VariableInteger.Write(destination[at..], Properties.Length);
            Properties.CopyTo(destination[at..]);
            at += Properties.Length;
        }

        Payload.CopyTo(destination[at..]);
        return at + Payload.Length;
    }

    /// <inheritdoc cref="Write(Span{byte}, MqttProtocolVersion)"/>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version) =>
        output.Advance(Write(output.GetSpan(GetLength(version)), version));

    private static void ReadProperties(
        ReadOnlySpan<byte> properties, in DecodeContext context, ref ReadOnlySpan<byte> contentType, ref uint? expiry, ref ushort alias)
    {
        // A server forwards what a client of it sent; the size of the packet bounds it, and nothing is allocated here.
        int userProperties = context.Sender == PacketSender.Server ? int.MaxValue : context.MaximumUserProperties;
        var reader = new PropertyReader(properties, PropertyScope.Publish, userProperties, context.Sender);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.ContentType:
                    contentType = reader.Value;
                    break;
                case PropertyId.MessageExpiryInterval:
                    expiry = reader.Number;
                    break;
                case PropertyId.TopicAlias:
                    alias = (ushort)reader.Number;
                    break;
                case PropertyId.SubscriptionIdentifier when context.Sender == PacketSender.Client:
                    MqttProtocolException.ThrowProtocolError("A client sends no subscription identifier in PUBLISH [MQTT-3.3.4-6].");
                    break;
            }
        }
    }

    private int BodyLength(MqttProtocolVersion version) =>
        2 + Topic.Length
        + (QualityOfService == QualityOfService.AtMostOnce ? 0 : 2)
        + (version == MqttProtocolVersion.V500 ? VariableInteger.Length(Properties.Length) + Properties.Length : 0)
        + Payload.Length;
}
