using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>CONNACK (section 3.2). A null means that the property is absent and its default holds. Properties are 5.0 only.</summary>
public sealed record ConnackPacket
{
    public bool SessionPresent { get; init; }

    /// <summary>In 3.1.1 mapped to and from the return codes 0..5.</summary>
    public ReasonCode ReasonCode { get; init; }

    /// <summary>The session expiry the server uses, in seconds, when it is not what CONNECT asked for.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages the server takes at once; null: 65,535.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>The highest QoS the server takes: 0 or 1; null: 2.</summary>
    public QualityOfService? MaximumQualityOfService { get; init; }

    public bool? RetainAvailable { get; init; }

    /// <summary>The largest packet in bytes the server takes; null: no limit.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>The client id the server gave to a client that had none.</summary>
    public string? AssignedClientId { get; init; }

    /// <summary>Topic aliases the server takes; null: 0.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    public string? ReasonString { get; init; }

    public bool? WildcardSubscriptionAvailable { get; init; }

    public bool? SubscriptionIdentifierAvailable { get; init; }

    public bool? SharedSubscriptionAvailable { get; init; }

    /// <summary>Seconds; replaces what CONNECT asked for.</summary>
    public ushort? ServerKeepAliveSeconds { get; init; }

    public string? ResponseInformation { get; init; }

    public string? ServerReference { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads a CONNACK.</summary>
    /// <exception cref="MqttProtocolException">
    /// 0x81 for what cannot be read; 0x82 for a reason code or property that may not be so, and for session present
    /// with a failure [MQTT-3.2.2-6].
    /// </exception>
    public static ConnackPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        byte flags = body.Byte();
        if (flags > 1)
            MqttProtocolException.ThrowMalformed("Reserved flags of CONNACK are set [MQTT-3.2.2-1].");
        byte code = body.Byte();

        // A server that knows 3.1.1 only refuses a 5.0 CONNECT in its own words.
        if (context.Version == MqttProtocolVersion.V311 || (body.AtEnd && code == 1))
        {
            body.End();
            return Checked(new ConnackPacket { SessionPresent = flags != 0, ReasonCode = ReasonCodes.FromReturnCode(code) });
        }

        ReasonCode reason = ReasonCodes.Check(PacketType.Connack, PacketSender.Server, code);
        ReadOnlySpan<byte> block = body.PropertyBlock();
        body.End();
        return Checked(ReadProperties(block, context.MaximumUserProperties) with { SessionPresent = flags != 0, ReasonCode = reason });
    }

    /// <summary>Writes the packet.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        var body = new PacketBuilder();
        body.Byte(SessionPresent ? (byte)1 : (byte)0);
        body.Byte(version == MqttProtocolVersion.V500 ? (byte)ReasonCode : ReasonCodes.ToReturnCode(ReasonCode));
        if (version == MqttProtocolVersion.V500)
            WriteProperties(ref body);
        body.Finish(output, (byte)PacketType.Connack << 4);
    }

    private static ConnackPacket Checked(ConnackPacket packet)
    {
        if (packet.SessionPresent && packet.ReasonCode != ReasonCode.Success)
            MqttProtocolException.ThrowProtocolError("Session present in a CONNACK that refuses [MQTT-3.2.2-6].");
        return packet;
    }

    private static ConnackPacket ReadProperties(ReadOnlySpan<byte> block, int maximumUserProperties)
    {
        var packet = new ConnackPacket();
        List<UserProperty>? user = null;
        var reader = new PropertyReader(block, PropertyScope.Connack, maximumUserProperties);
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
                PropertyId.MaximumQoS => packet with { MaximumQualityOfService = (QualityOfService)reader.Number },
                PropertyId.RetainAvailable => packet with { RetainAvailable = reader.Flag },
                PropertyId.MaximumPacketSize => packet with { MaximumPacketSize = reader.Number },
                PropertyId.AssignedClientIdentifier => packet with { AssignedClientId = reader.Text },
                PropertyId.TopicAliasMaximum => packet with { TopicAliasMaximum = (ushort)reader.Number },
                PropertyId.ReasonString => packet with { ReasonString = reader.Text },
                PropertyId.WildcardSubscriptionAvailable => packet with { WildcardSubscriptionAvailable = reader.Flag },
                PropertyId.SubscriptionIdentifierAvailable => packet with { SubscriptionIdentifierAvailable = reader.Flag },
                PropertyId.SharedSubscriptionAvailable => packet with { SharedSubscriptionAvailable = reader.Flag },
                PropertyId.ServerKeepAlive => packet with { ServerKeepAliveSeconds = (ushort)reader.Number },
                PropertyId.ResponseInformation => packet with { ResponseInformation = reader.Text },
                PropertyId.ServerReference => packet with { ServerReference = reader.Text },
                PropertyId.AuthenticationMethod => packet with { AuthenticationMethod = reader.Text },
                _ => packet with { AuthenticationData = reader.Value.ToArray() },
            };
        }

        if (packet.AuthenticationData is not null && packet.AuthenticationMethod is null)
            MqttProtocolException.ThrowProtocolError("Authentication data without a method.");
        return user is null ? packet : packet with { UserProperties = user };
    }

    private void WriteProperties(ref PacketBuilder body)
    {
        var block = new PacketBuilder();
        block.Limits(SessionExpirySeconds, ReceiveMaximum, MaximumPacketSize, TopicAliasMaximum);
        block.ByteProperty(PropertyId.MaximumQoS, (byte?)MaximumQualityOfService);
        block.FlagProperty(PropertyId.RetainAvailable, RetainAvailable);
        block.TextProperty(PropertyId.AssignedClientIdentifier, AssignedClientId);
        block.TextProperty(PropertyId.ReasonString, ReasonString);
        block.UserProperties(UserProperties);
        block.FlagProperty(PropertyId.WildcardSubscriptionAvailable, WildcardSubscriptionAvailable);
        block.FlagProperty(PropertyId.SubscriptionIdentifierAvailable, SubscriptionIdentifierAvailable);
        block.FlagProperty(PropertyId.SharedSubscriptionAvailable, SharedSubscriptionAvailable);
        block.UInt16Property(PropertyId.ServerKeepAlive, ServerKeepAliveSeconds);
        block.TextProperty(PropertyId.ResponseInformation, ResponseInformation);
        block.TextProperty(PropertyId.ServerReference, ServerReference);
        block.Authentication(AuthenticationMethod, AuthenticationData);
        body.Properties(ref block);
    }
}
