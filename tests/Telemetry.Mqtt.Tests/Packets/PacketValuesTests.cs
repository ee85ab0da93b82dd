using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;
using Telemetry.Mqtt.Tests.Codec;

namespace Telemetry.Mqtt.Tests.Packets;

/// <summary>What the golden bytes say, field by field: equal bytes alone would not show two mistakes that cancel.</summary>
public class PacketValuesTests
{
    private static readonly IReadOnlyList<UserProperty> OneUserProperty = [new("n", "v")];

    [Fact]
    public void Connect_EveryField_IsRead()
    {
        var packet = Read<ConnectPacket>("connect");
        Assert.Equivalent(
            new ConnectPacket
            {
                Version = MqttProtocolVersion.V500,
                ClientId = "id",
                CleanStart = true,
                KeepAliveSeconds = 10,
                UserName = "user",
                Password = [0x00, 0xFF, 0x10],
                SessionExpirySeconds = 10,
                ReceiveMaximum = 20,
                MaximumPacketSize = 256,
                TopicAliasMaximum = 10,
                RequestResponseInformation = true,
                RequestProblemInformation = false,
                AuthenticationMethod = "SCRAM",
                AuthenticationData = "data"u8.ToArray(),
                UserProperties = OneUserProperty,
                Will = new WillMessage
                {
                    Topic = "will",
                    Payload = "gone"u8.ToArray(),
                    QualityOfService = QualityOfService.ExactlyOnce,
                    Retain = true,
                    DelaySeconds = 5,
                    Properties = new PublishProperties
                    {
                        PayloadIsText = true,
                        MessageExpirySeconds = 10,
                        ContentType = "text",
                        ResponseTopic = "reply",
                        CorrelationData = "corr"u8.ToArray(),
                        UserProperties = OneUserProperty,
                    },
                },
            },
            packet,
            strict: true);
    }

    [Theory]
    [InlineData("04 'x'", null)]
    [InlineData("0004 'XQTT' 05", null)]
    [InlineData("0004 'MQTT' 05", 5)]
    [InlineData("0004 'MQTT' 06", 5)]
    [InlineData("0004 'MQTT' 04", 4)]
    [InlineData("0004 'MQTT' 03", 4)]
    [InlineData("0006 'MQIsdp' 03", 4)]
    [InlineData("", null)]
    public void AnswerVersion_ConnectThatCannotBeParsed_TellsHowToAnswer(string body, int? version) =>
        Assert.Equal((MqttProtocolVersion?)version, ConnectPacket.AnswerVersion(new Frame(0x10, Wire.Bytes(body))));

    [Fact]
    public void Connack_EveryField_IsRead() => Assert.Equivalent(
        new ConnackPacket
        {
            SessionPresent = true,
            SessionExpirySeconds = 10,
            ReceiveMaximum = 20,
            MaximumQualityOfService = QualityOfService.AtLeastOnce,
            RetainAvailable = true,
            MaximumPacketSize = 256,
            AssignedClientId = "id",
            TopicAliasMaximum = 10,
            ReasonString = "why",
            UserProperties = OneUserProperty,
            WildcardSubscriptionAvailable = true,
            SubscriptionIdentifierAvailable = false,
            SharedSubscriptionAvailable = true,
            ServerKeepAliveSeconds = 60,
            ResponseInformation = "info",
            ServerReference = "there",
            AuthenticationMethod = "SCRAM",
            AuthenticationData = "data"u8.ToArray(),
        },
        Read<ConnackPacket>("connack"),
        strict: true);

    [Theory]
    [InlineData(0, ReasonCode.Success)]
    [InlineData(1, ReasonCode.UnsupportedProtocolVersion)]
    [InlineData(2, ReasonCode.ClientIdentifierNotValid)]
    [InlineData(3, ReasonCode.ServerUnavailable)]
    [InlineData(4, ReasonCode.BadUserNameOrPassword)]
    [InlineData(5, ReasonCode.NotAuthorized)]
    public void Connack311_ReturnCode_IsMappedBothWays(byte code, ReasonCode reason)
    {
        byte[] bytes = [0x20, 2, 0, code];
        var packet = (ConnackPacket)Wire.Read(bytes, new DecodeContext(MqttProtocolVersion.V311, PacketSender.Server))!;
        Assert.Equal(reason, packet.ReasonCode);
        Assert.Equal(bytes, Wire.Write(packet, MqttProtocolVersion.V311));
    }

    [Theory]
    [InlineData(ReasonCode.Banned, 5)]
    [InlineData(ReasonCode.BadAuthenticationMethod, 4)]
    [InlineData(ReasonCode.QuotaExceeded, 3)]
    public void Connack311_ReasonThatItDoesNotHave_IsWrittenAsTheNearest(ReasonCode reason, byte code) =>
        Assert.Equal([0x20, 2, 0, code], Wire.Write(new ConnackPacket { ReasonCode = reason }, MqttProtocolVersion.V311));

    [Fact]
    public void Connack_ThreeOneOneServerRefusesFive_IsUnderstood()
    {
        var packet = (ConnackPacket)Wire.Read([0x20, 2, 0, 1], new DecodeContext(MqttProtocolVersion.V500, PacketSender.Server))!;
        Assert.Equal(ReasonCode.UnsupportedProtocolVersion, packet.ReasonCode);
    }

    [Fact]
    public void Publish_EveryField_IsRead() => Assert.Equal(
        new PublishCopy
        {
            Topic = "a/b",
            PacketId = 10,
            QualityOfService = QualityOfService.ExactlyOnce,
            Retain = true,
            TopicAlias = 3,
            MessageExpirySeconds = 60,
            ContentType = "text",
            PayloadHex = Wire.Hex("payload"u8),
            PropertiesHex = Wire.Hex(Wire.Bytes("01 01 02 0000003c 23 0003 08 \"reply\" 09 \"corr\" 26 \"n\" \"v\" 03 \"text\"")),
        },
        Read<PublishCopy>("publish"));

    [Fact]
    public void Publish_View_IsWhatAReceiverSees()
    {
        var packet = new PublishPacket
        {
            Topic = "a"u8,
            Payload = "p"u8,
            ContentType = "c"u8,
            QualityOfService = QualityOfService.AtLeastOnce,
            Retain = true,
            Duplicate = true,
        };
        Mqtt.Publishing.PublishView view = packet.View;
        Assert.True(view.Topic.SequenceEqual("a"u8) && view.Payload.SequenceEqual("p"u8) && view.ContentType.SequenceEqual("c"u8));
        Assert.True(view is { QualityOfService: QualityOfService.AtLeastOnce, Retain: true, Duplicate: true, IsWill: false });
        Assert.True(packet.ViewAs("b"u8).Topic.SequenceEqual("b"u8));
    }

    [Fact]
    public void CopyForwarded_AliasAndIdentifiers_AreLeftOutAndExpiryIsReplaced()
    {
        byte[] block = Wire.Bytes("0b c801 01 01 02 0000003c 23 0003 08 \"reply\" 0b 05 09 \"corr\" 26 \"n\" \"v\" 03 \"text\"");
        byte[] copy = new byte[block.Length];
        int length = PublishProperties.CopyForwarded(block, copy, messageExpirySeconds: 7);
        Assert.Equal(
            Wire.Hex(Wire.Bytes("01 01 02 00000007 08 \"reply\" 09 \"corr\" 26 \"n\" \"v\" 03 \"text\"")),
            Wire.Hex(copy.AsSpan(0, length)));
    }

    [Fact]
    public void CopyForwarded_NothingToChange_CopiesAll()
    {
        byte[] block = Wire.Bytes("02 0000003c 26 \"n\" \"v\"");
        byte[] copy = new byte[block.Length];
        Assert.Equal(block.Length, PublishProperties.CopyForwarded(block, copy));
        Assert.Equal(block, copy);
    }

    [Theory]
    [InlineData("puback", PacketType.Puback, ReasonCode.NoMatchingSubscribers)]
    [InlineData("pubrec", PacketType.Pubrec, ReasonCode.QuotaExceeded)]
    [InlineData("pubrel", PacketType.Pubrel, ReasonCode.PacketIdentifierNotFound)]
    [InlineData("pubcomp", PacketType.Pubcomp, ReasonCode.PacketIdentifierNotFound)]
    public void Ack_EveryField_IsRead(string sample, PacketType type, ReasonCode reason)
    {
        var ack = Read<AckPacket>(sample);
        Assert.Equal(new AckPacket(type, 0x1234, reason, "why"), ack with { UserProperties = null });
        Assert.Equal(OneUserProperty, ack.UserProperties);
    }

    [Fact]
    public void Ack_ReasonIn311_IsNotWritten()
    {
        byte[] bytes = new byte[AckPacket.MaximumPlainLength];
        int length = AckPacket.Write(bytes, PacketType.Puback, 0x0102, ReasonCode.QuotaExceeded, MqttProtocolVersion.V311);
        Assert.Equal("40020102", Wire.Hex(bytes.AsSpan(0, length)));
    }

    [Fact]
    public void Subscribe_EveryField_IsRead()
    {
        var packet = Read<SubscribePacket>("subscribe");
        Assert.Equal(10, packet.PacketId);
        Assert.Equal(200u, packet.SubscriptionIdentifier);
        Assert.Equal(OneUserProperty, packet.UserProperties);
        Assert.Equal(
            [
                new("a/b", QualityOfService.AtLeastOnce, NoLocal: true, RetainAsPublished: true, RetainHandling.DoNotSend),
                new("$share/g/c/#", QualityOfService.ExactlyOnce, NoLocal: false, RetainAsPublished: true, RetainHandling.SendIfNew),
            ],
            packet.Subscriptions);
    }

    [Fact]
    public void Suback_EveryField_IsRead()
    {
        var packet = Read<SubackPacket>("suback");
        Assert.Equal("why", packet.ReasonString);
        Assert.Equal(OneUserProperty, packet.UserProperties);
        Assert.Equal([0x00, 0x01, 0x02, 0x80, 0x8F, 0xA2], packet.ReasonCodes.Select(code => (int)code));
    }

    [Fact]
    public void Suback311_Failure_IsWrittenAs80() =>
        Assert.Equal(
            "9004000a0180",
            Wire.Hex(Wire.Write(new SubackPacket { PacketId = 10, ReasonCodes = [ReasonCode.GrantedQos1, ReasonCode.NotAuthorized] }, MqttProtocolVersion.V311)));

    [Fact]
    public void Unsubscribe_EveryField_IsRead()
    {
        var packet = Read<UnsubscribePacket>("unsubscribe");
        Assert.Equal(["a/b", "c/d"], packet.Filters);
        Assert.Equal(OneUserProperty, packet.UserProperties);
    }

    [Fact]
    public void Unsuback_EveryField_IsRead()
    {
        var packet = Read<UnsubackPacket>("unsuback");
        Assert.Equal([ReasonCode.Success, ReasonCode.NoSubscriptionExisted, ReasonCode.NotAuthorized], packet.ReasonCodes);
        Assert.Equal("why", packet.ReasonString);
        Assert.Equal(OneUserProperty, packet.UserProperties);
    }

    [Fact]
    public void Disconnect_EveryField_IsRead()
    {
        Assert.Equivalent(
            new DisconnectPacket { ReasonCode = ReasonCode.MalformedPacket, SessionExpirySeconds = 10, ReasonString = "why", UserProperties = OneUserProperty },
            Read<DisconnectPacket>("disconnect of a client"),
            strict: true);
        Assert.Equivalent(
            new DisconnectPacket { ReasonCode = ReasonCode.ServerShuttingDown, ReasonString = "why", ServerReference = "there", UserProperties = OneUserProperty },
            Read<DisconnectPacket>("disconnect of a server"),
            strict: true);
    }

    [Fact]
    public void Auth_EveryField_IsRead() => Assert.Equivalent(
        new AuthPacket
        {
            ReasonCode = ReasonCode.Reauthenticate,
            AuthenticationMethod = "SCRAM",
            AuthenticationData = "data"u8.ToArray(),
            ReasonString = "why",
            UserProperties = OneUserProperty,
        },
        Read<AuthPacket>("auth"),
        strict: true);

    [Fact]
    public void Write_StringLongerThanTwoBytesCanTell_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Wire.Write(new DisconnectPacket { ReasonString = new string('x', 65_536) }, MqttProtocolVersion.V500));

    private static T Read<T>(string sample)
    {
        (_, MqttProtocolVersion version, PacketSender sender, byte[] bytes) = Samples.Named(sample);
        return Assert.IsType<T>(Wire.Read(bytes, new DecodeContext(version, sender)));
    }
}
