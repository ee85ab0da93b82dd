using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>CONNECT (MQTT 5.0 and 3.1.1, section 3.1).</summary>
public sealed record ConnectPacket
{
    public required MqttProtocolVersion Version { get; init; }

    /// <summary>Empty: the server shall choose one.</summary>
    public required string ClientId { get; init; }

    /// <summary>Clean Start in 5.0, Clean Session in 3.1.1 (where it also ends the session with the connection).</summary>
    public bool CleanStart { get; init; }

    /// <summary>The longest silence of the client in seconds; 0: no limit.</summary>
    public ushort KeepAliveSeconds { get; init; }

    public string? UserName { get; init; }

    public byte[]? Password { get; init; }

    public WillMessage? Will { get; init; }

    /// <summary>Seconds the session outlives the connection; 0xFFFFFFFF: for ever; null: 0. 5.0 only.</summary>
    public uint? SessionExpirySeconds { get; init; }

    /// <summary>QoS 1 and 2 messages the client takes at once, 1..65,535; null: 65,535. 5.0 only.</summary>
    public ushort? ReceiveMaximum { get; init; }

    /// <summary>The largest packet in bytes the client takes, at least 1; null: no limit. 5.0 only.</summary>
    public uint? MaximumPacketSize { get; init; }

    /// <summary>Topic aliases the client takes; null: 0. 5.0 only.</summary>
    public ushort? TopicAliasMaximum { get; init; }

    /// <summary>True: CONNACK may carry response information. 5.0 only.</summary>
    public bool? RequestResponseInformation { get; init; }

    /// <summary>False: no reason strings and user properties but in PUBLISH, CONNACK and DISCONNECT. 5.0 only.</summary>
    public bool? RequestProblemInformation { get; init; }

    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>
    /// In which version a CONNECT that cannot be parsed has to be answered: 5.0 when its level is at least 5; null when
    /// it is none of MQTT, which is closed without a word [MQTT-3.1.2-1]. MQTT 3.1 had another name, and is told.
    /// </summary>
    public static MqttProtocolVersion? AnswerVersion(in Frame frame)
    {
        if (frame.Body.StartsWith("\0\u0006MQIsdp"u8))
            return MqttProtocolVersion.V311;
        if (!frame.Body.StartsWith("\0\u0004MQTT"u8))
            return null;
        return frame.Body.Length > 6 && frame.Body[6] >= (byte)MqttProtocolVersion.V500 ? MqttProtocolVersion.V500 : MqttProtocolVersion.V311;
    }

    /// <summary>Reads a CONNECT of either version.</summary>
    /// <param name="frame">The packet.</param>
    /// <param name="maximumUserProperties">User properties allowed in the packet, and again in its will.</param>
    /// <exception cref="MqttProtocolException">
    /// 0x84 for another protocol or version; 0x81 for what cannot be read; 0x82 for properties that may not be so;
    /// 0x90 for a will topic with wildcards; 0x97 for too many user properties.
    /// </exception>
    public static ConnectPacket Parse(in Frame frame, int maximumUserProperties = DecodeContext.DefaultMaximumUserProperties) =>
        ConnectReader.Read(frame.Body, maximumUserProperties);

    /// <summary>Writes the packet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A string or binary field is longer than 65,535 bytes.</exception>
    public void Write(IBufferWriter<byte> output)
    {
        var body = new PacketBuilder();
        body.Text("MQTT");
        body.Byte((byte)Version);
        body.Byte((byte)((UserName is null ? 0 : 0x80) | (Password is null ? 0 : 0x40) | WillFlags() | (CleanStart ? 0x02 : 0)));
        body.UInt16(KeepAliveSeconds);
        if (Version == MqttProtocolVersion.V500)
            WriteProperties(ref body);
        body.Text(ClientId);
        if (Will is not null)
            WriteWill(ref body, Will);
        if (UserName is not null)
            body.Text(UserName);
        if (Password is not null)
            body.Binary(Password);
        body.Finish(output, (byte)PacketType.Connect << 4);
    }

    private int WillFlags() => Will is null ? 0 : 0x04 | (int)Will.QualityOfService << 3 | (Will.Retain ? 0x20 : 0);

    private void WriteProperties(ref PacketBuilder body)
    {
        var block = new PacketBuilder();
        block.Limits(SessionExpirySeconds, ReceiveMaximum, MaximumPacketSize, TopicAliasMaximum);
        block.FlagProperty(PropertyId.RequestResponseInformation, RequestResponseInformation);
        block.FlagProperty(PropertyId.RequestProblemInformation, RequestProblemInformation);
        block.UserProperties(UserProperties);
        block.Authentication(AuthenticationMethod, AuthenticationData);
        body.Properties(ref block);
    }

    private void WriteWill(ref PacketBuilder body, WillMessage will)
    {
        if (Version == MqttProtocolVersion.V500)
        {
            var block = new PacketBuilder();
            block.UInt32Property(PropertyId.WillDelayInterval, will.DelaySeconds == 0 ? null : will.DelaySeconds);
            will.Properties.WriteTo(ref block);
            body.Properties(ref block);
        }

        body.Text(will.Topic);
        body.Binary(will.Payload);
    }
}
