using System.Buffers;
using System.Text;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>SUBSCRIBE (section 3.8).</summary>
/// <remarks>
/// Filters are checked as strings only; wildcards in wrong places and empty filters are left to the broker, which
/// answers each filter by itself.
/// </remarks>
public sealed record SubscribePacket
{
    public required ushort PacketId { get; init; }

    public required IReadOnlyList<SubscriptionRequest> Subscriptions { get; init; }

    /// <summary>1..268,435,455; comes back with every message these subscriptions match. 5.0 only.</summary>
    public uint? SubscriptionIdentifier { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads a SUBSCRIBE.</summary>
    /// <exception cref="MqttProtocolException">
    /// 0x81 for what cannot be read and for reserved option bits [MQTT-3.8.3-5]; 0x82 for packet id 0, no filter
    /// [MQTT-3.8.3-2], QoS 3, retain handling 3, and no local on a shared subscription [MQTT-3.8.3-4].
    /// </exception>
    public static SubscribePacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ushort packetId = body.PacketId();
        uint? identifier = null;
        List<UserProperty>? user = null;
        if (context.Version == MqttProtocolVersion.V500)
        {
            var reader = new PropertyReader(body.PropertyBlock(), PropertyScope.Subscribe, context.MaximumUserProperties);
            while (reader.MoveNext())
            {
                if (reader.Id == PropertyId.UserProperty)
                    (user ??= []).Add(reader.UserProperty);
                else
                    identifier = reader.Number;
            }
        }

        if (body.AtEnd)
            MqttProtocolException.ThrowProtocolError("SUBSCRIBE without a topic filter [MQTT-3.8.3-2].");
        var subscriptions = new List<SubscriptionRequest>();
        while (!body.AtEnd)
            subscriptions.Add(ReadSubscription(ref body, context.Version));
        return new SubscribePacket
        {
            PacketId = packetId,
            SubscriptionIdentifier = identifier,
            UserProperties = (IReadOnlyList<UserProperty>?)user ?? [],
            Subscriptions = subscriptions,
        };
    }

    /// <summary>Writes the packet.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        var body = new PacketBuilder();
        body.UInt16(PacketId);
        if (version == MqttProtocolVersion.V500)
        {
            var block = new PacketBuilder();
            if (SubscriptionIdentifier is { } identifier)
            {
                block.Byte((byte)PropertyId.SubscriptionIdentifier);
                block.Variable((int)identifier);
            }

            block.UserProperties(UserProperties);
            body.Properties(ref block);
        }

        foreach (SubscriptionRequest subscription in Subscriptions)
        {
            body.Text(subscription.Filter);
            body.Byte(version == MqttProtocolVersion.V500 ? Options(subscription) : (byte)subscription.QualityOfService);
        }

        body.Finish(output, (byte)PacketType.Subscribe << 4 | 2);
    }

    private static byte Options(in SubscriptionRequest subscription) =>
        (byte)((int)subscription.QualityOfService
            | (subscription.NoLocal ? 0x04 : 0)
            | (subscription.RetainAsPublished ? 0x08 : 0)
            | (int)subscription.RetainHandling << 4);

    private static SubscriptionRequest ReadSubscription(ref BodyReader body, MqttProtocolVersion version)
    {
        ReadOnlySpan<byte> filter = body.Name();
        byte options = body.Byte();
        if ((options & (version == MqttProtocolVersion.V500 ? 0xC0 : 0xFC)) != 0)
            MqttProtocolException.ThrowMalformed("Reserved bits of the subscription options are set [MQTT-3.8.3-5].");
        if ((options & 3) == 3)
            MqttProtocolException.ThrowProtocolError("A subscription at QoS 3.");
        if ((options & 0x30) == 0x30)
            MqttProtocolException.ThrowProtocolError("Retain handling 3.");
        bool noLocal = (options & 4) != 0;
        if (noLocal && filter.StartsWith("$share/"u8))
            MqttProtocolException.ThrowProtocolError("No local on a shared subscription [MQTT-3.8.3-4].");
        return new SubscriptionRequest(
            Encoding.UTF8.GetString(filter),
            (QualityOfService)(options & 3),
            noLocal,
            (options & 8) != 0,
            (RetainHandling)(options >> 4));
    }
}
