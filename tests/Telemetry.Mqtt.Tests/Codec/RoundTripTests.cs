using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>Random packets come back as they were.</summary>
public class RoundTripTests
{
    private static readonly Gen<string> Text =
        Gen.ArrayOf(Gen.OneOf(Gen.Choose(0x20, 0x7E), Gen.Elements(0xE9, 0x6C34, 0xFEFF, 0x1F600))).Select(Join);

    private static readonly Gen<string> Topic = Text.Select(text => "t/" + text.Replace('+', 'p').Replace('#', 'h'));

    private static readonly Gen<byte[]> Binary = Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value));

    private static readonly Gen<IReadOnlyList<UserProperty>> UserProperties =
        Gen.ArrayOf(Text.SelectMany(name => Text.Select(value => new UserProperty(name, value)))).Resize(5)
            .Select(properties => (IReadOnlyList<UserProperty>)properties);

    private static readonly Gen<uint?> UInt32 = Optional(Gen.Choose(1, int.MaxValue).Select(value => (uint)value));

    private static readonly Gen<ushort?> UInt16 = Optional(Gen.Choose(1, ushort.MaxValue).Select(value => (ushort)value));

    private static readonly Gen<PublishProperties> Properties =
        from text in Optional(Gen.Elements(true, false))
        from expiry in UInt32
        from contentType in OptionalText(Text)
        from response in OptionalText(Topic)
        from correlation in Binary
        from user in UserProperties
        select new PublishProperties
        {
            PayloadIsText = text,
            MessageExpirySeconds = expiry,
            ContentType = contentType,
            ResponseTopic = response,
            CorrelationData = correlation,
            UserProperties = user,
        };

    private static readonly Gen<ConnectPacket> Connect =
        from id in Text
        from cleanStart in Gen.Elements(true, false)
        from keepAlive in Gen.Choose(0, ushort.MaxValue)
        from userName in OptionalText(Text)
        from password in Binary
        from topic in Topic
        from payload in Binary
        from properties in Properties
        from qos in Gen.Choose(0, 2)
        from expiry in UInt32
        from receive in UInt16
        from aliases in UInt16
        from user in UserProperties
        select new ConnectPacket
        {
            Version = MqttProtocolVersion.V500,
            ClientId = id,
            CleanStart = cleanStart,
            KeepAliveSeconds = (ushort)keepAlive,
            UserName = userName,
            Password = password,
            SessionExpirySeconds = expiry,
            ReceiveMaximum = receive,
            TopicAliasMaximum = aliases,
            MaximumPacketSize = expiry,
            UserProperties = user,
            Will = userName is null
                ? null
                : new WillMessage
                {
                    Topic = topic,
                    Payload = payload,
                    Properties = properties,
                    QualityOfService = (QualityOfService)qos,
                    Retain = cleanStart,
                    DelaySeconds = (uint)keepAlive,
                },
        };

    [Fact]
    public void Connect_Random_ComesBackEqual() =>
        Prop.ForAll(Connect.ToArbitrary(), packet =>
        {
            byte[] bytes = Wire.Write(packet, packet.Version);
            Assert.Equivalent(packet, Wire.Read(bytes, new DecodeContext(packet.Version, PacketSender.Client)), strict: true);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Connect_RandomIn311_KeepsWhat311Has() =>
        Prop.ForAll(Connect.ToArbitrary(), packet =>
        {
            ConnectPacket old = packet with
            {
                Version = MqttProtocolVersion.V311,
                Password = packet.UserName is null ? null : packet.Password,
                SessionExpirySeconds = null,
                ReceiveMaximum = null,
                TopicAliasMaximum = null,
                MaximumPacketSize = null,
                UserProperties = [],
                Will = packet.Will is null ? null : packet.Will with { DelaySeconds = 0, Properties = new PublishProperties() },
            };
            byte[] bytes = Wire.Write(packet with { Version = MqttProtocolVersion.V311, Password = old.Password }, MqttProtocolVersion.V311);
            Assert.Equivalent(old, Wire.Read(bytes, new DecodeContext(old.Version, PacketSender.Client)), strict: true);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Publish_Random_ComesBackEqual()
    {
        Gen<(PublishProperties Properties, string Topic, byte[] Payload, int Header, int Version)> publish =
            from properties in Properties
            from topic in Topic
            from payload in Binary
            from header in Gen.Elements(0, 1, 2, 3, 4, 5, 10, 11, 12, 13)
            from version in Gen.Elements(4, 5)
            select (properties, topic, payload, header, version);
        Prop.ForAll(publish.ToArbitrary(), random =>
        {
            var version = (MqttProtocolVersion)random.Version;
            byte[] block = version == MqttProtocolVersion.V500 ? random.Properties.Encode() : [];
            var copy = new PublishCopy
            {
                Topic = random.Topic,
                PayloadHex = Wire.Hex(random.Payload),
                PropertiesHex = Wire.Hex(block),
                ContentType = block.Length == 0 ? "" : random.Properties.ContentType ?? "",
                MessageExpirySeconds = block.Length == 0 ? null : random.Properties.MessageExpirySeconds,
                QualityOfService = (QualityOfService)(random.Header >> 1 & 3),
                PacketId = (random.Header & 6) == 0 ? (ushort)0 : (ushort)(1 + random.Payload.Length),
                Retain = (random.Header & 1) != 0,
                Duplicate = (random.Header & 8) != 0,
            };
            Assert.Equal(copy, Wire.Read(copy.Write(version), new DecodeContext(version, PacketSender.Server)));
            if (block.Length > 0)
                Assert.Equivalent(random.Properties, PublishProperties.Parse(block), strict: true);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Subscribe_Random_ComesBackEqual()
    {
        Gen<SubscribePacket> subscribe =
            from id in Gen.Choose(1, ushort.MaxValue)
            from identifier in Optional(Gen.Choose(1, VariableInteger.Maximum).Select(value => (uint)value))
            from user in UserProperties
            from subscriptions in Gen.NonEmptyListOf(
                from filter in Topic
                from qos in Gen.Choose(0, 2)
                from handling in Gen.Choose(0, 2)
                from flag in Gen.Elements(true, false)
                select new SubscriptionRequest(filter, (QualityOfService)qos, flag, !flag, (RetainHandling)handling))
            select new SubscribePacket
            {
                PacketId = (ushort)id,
                SubscriptionIdentifier = identifier,
                UserProperties = user,
                Subscriptions = [.. subscriptions],
            };
        Prop.ForAll(subscribe.ToArbitrary(), packet =>
            Assert.Equivalent(
                packet,
                Wire.Read(Wire.Write(packet, MqttProtocolVersion.V500), new DecodeContext(MqttProtocolVersion.V500, PacketSender.Client)),
                strict: true)).QuickCheckThrowOnFailure();
    }

    private static string Join(int[] codePoints) => codePoints.Aggregate(new StringBuilder(), (text, c) => text.Append(char.ConvertFromUtf32(c))).ToString();

    private static Gen<T?> Optional<T>(Gen<T> values)
        where T : struct =>
        Gen.OneOf(Gen.Constant<T?>(null), values.Select(value => (T?)value));

    private static Gen<string?> OptionalText(Gen<string> texts) =>
        Gen.OneOf(Gen.Constant<string?>(null), texts.Select(text => (string?)text));
}
