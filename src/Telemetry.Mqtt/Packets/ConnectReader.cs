using System.Text;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>
/// Reads the body of a CONNECT:
/// <code>
/// | "MQTT" | level | flags | keep-alive | properties, if 5.0 | client id | will properties, topic, payload | user name | password |
/// </code>
/// </summary>
internal static class ConnectReader
{
    private const int ReservedFlag = 0x01;
    private const int CleanStartFlag = 0x02;
    private const int WillFlag = 0x04;
    private const int WillRetainFlag = 0x20;
    private const int PasswordFlag = 0x40;
    private const int UserNameFlag = 0x80;

    public static ConnectPacket Read(ReadOnlySpan<byte> bytes, int maximumUserProperties)
    {
        var body = new BodyReader(bytes);
        MqttProtocolVersion version = ReadVersion(ref body);
        byte flags = body.Byte();
        CheckFlags(flags, version);
        ushort keepAlive = body.UInt16();
        ConnectPacket packet = version == MqttProtocolVersion.V500
            ? ReadProperties(body.PropertyBlock(), maximumUserProperties)
            : new ConnectPacket { Version = version, ClientId = "" };

        return packet with
        {
            CleanStart = (flags & CleanStartFlag) != 0,
            KeepAliveSeconds = keepAlive,
            ClientId = body.NameString(),
            Will = (flags & WillFlag) != 0 ? ReadWill(ref body, flags, version, maximumUserProperties) : null,
            UserName = (flags & UserNameFlag) != 0 ? body.NameString() : null,
            Password = ReadPassword(ref body, flags),
        };
    }

    private static MqttProtocolVersion ReadVersion(ref BodyReader body)
    {
        ReadOnlySpan<byte> name = body.Binary();
        if (!name.SequenceEqual("MQTT"u8))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, "The protocol is not called MQTT [MQTT-3.1.2-1].");
        var version = (MqttProtocolVersion)body.Byte();
        if (version is not (MqttProtocolVersion.V311 or MqttProtocolVersion.V500))
            throw new MqttProtocolException(ReasonCode.UnsupportedProtocolVersion, $"MQTT protocol level {(byte)version} [MQTT-3.1.2-2].");
        return version;
    }

    private static void CheckFlags(byte flags, MqttProtocolVersion version)
    {
        if ((flags & ReservedFlag) != 0)
            MqttProtocolException.ThrowMalformed("The reserved flag of CONNECT is set [MQTT-3.1.2-3].");
        if ((flags >> 3 & 3) == 3)
            MqttProtocolException.ThrowMalformed("A will at QoS 3 [MQTT-3.1.2-12].");
        if ((flags & WillFlag) == 0 && (flags & (WillRetainFlag | 0x18)) != 0)
            MqttProtocolException.ThrowMalformed("Will flags without a will [MQTT-3.1.2-11].");
        if (version == MqttProtocolVersion.V311 && (flags & (UserNameFlag | PasswordFlag)) == PasswordFlag)
            MqttProtocolException.ThrowMalformed("A password without a user name [MQTT-3.1.2-22].");
    }

    private static ConnectPacket ReadProperties(ReadOnlySpan<byte> block, int maximumUserProperties)
    {
        var packet = new ConnectPacket { Version = MqttProtocolVersion.V500, ClientId = "" };
        List<UserProperty>? user = null;
        var reader = new PropertyReader(block, PropertyScope.Connect, maximumUserProperties);
        while (reader.MoveNext())
        {
            if (reader.Id == PropertyId.UserProperty)
            {
                (user ??= []).Add(reader.UserProperty);
                continue;
            }

            packet = reader.Id switch
            {
                PropertyId.SessionExpiryInterval => packet with { SessionExpirySeconds = reader.Number },
                PropertyId.ReceiveMaximum => packet with { ReceiveMaximum = (ushort)reader.Number },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = reader.Number },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)reader.Number },
                PropertyId.RequestResponseInformation => packet with { RequestResponseInformation = reader.Flag },
                PropertyId.RequestProblemInformation => packet with { RequestProblemInformation = reader.Flag },
                PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = reader.Text },
                _ => packet with { AuthenticationData = reader.Value.ToArray() },
            };
        }

        if (packet.AuthenticationData is not null && packet.AuthenticationMethod is null)
            MqttProtocolException.ThrowProtocolError("Authentication data without a method.");
        return user is null ? packet : packet with { UserProperties = user };
    }

    private static WillMessage ReadWill(ref BodyReader body, byte flags, MqttProtocolVersion version, int maximumUserProperties)
    {
        uint delay = 0;
        var properties = new PublishProperties();
        if (version == MqttProtocolVersion.V500)
        {
            var reader = new PropertyReader(body.PropertyBlock(), PropertyScope.Will, maximumUserProperties);
            properties = PublishProperties.Read(ref reader, out delay);
        }

        ReadOnlySpan<byte> topic = body.Name();
        if (!Utf8Text.IsTopicName(topic))
            throw new MqttProtocolException(ReasonCode.TopicNameInvalid, "The will topic is empty or has a wildcard [MQTT-4.7.3-1].");
        return new WillMessage
        {
            Topic = Encoding.UTF8.GetString(topic),
            Payload = body.Binary().ToArray(),
            QualityOfService = (QualityOfService)(flags >> 3 & 3),
            Retain = (flags & WillRetainFlag) != 0,
            DelaySeconds = delay,
            Properties = properties,
        };
    }

    private static byte[]? ReadPassword(ref BodyReader body, byte flags)
    {
        byte[]? password = (flags & PasswordFlag) != 0 ? body.Binary().ToArray() : null;
        body.End();
        return password;
    }
}
