using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>DISCONNECT (section 3.14). Everything in it is 5.0 only.</summary>
public sealed record DisconnectPacket
{
    public ReasonCode ReasonCode { get; init; }

    /// <summary>From a client: the session expiry in seconds from now on; null: as in CONNECT.</summary>
    public uint? SessionExpirySeconds { get; init; }

    public string? ReasonString { get; init; }

    /// <summary>From a server: where to go instead.</summary>
    public string? ServerReference { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads a DISCONNECT.</summary>
    /// <exception cref="MqttProtocolException">
    /// 0x81 for what cannot be read; 0x82 for a reason code this sender may not use, a session expiry from the server
    /// [MQTT-3.14.2-2] and a server reference from the client.
    /// </exception>
    public static DisconnectPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        if (context.Version == MqttProtocolVersion.V311 || body.AtEnd)
        {
            body.End();
            return new DisconnectPacket();
        }

        ReasonCode reason = ReasonCodes.Check(PacketType.Disconnect, context.Sender, body.Byte());
        if (body.AtEnd)
            return new DisconnectPacket { ReasonCode = reason };
        ReadOnlySpan<byte> block = body.PropertyBlock();
        body.End();
        return ReadProperties(block, context) with { ReasonCode = reason };
    }

    /// <summary>Writes the packet in its shortest form.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        var body = new PacketBuilder();
        if (version == MqttProtocolVersion.V500)
        {
            var block = new PacketBuilder();
            block.UInt32Property(PropertyId.SessionExpiryInterval, SessionExpirySeconds);
            block.TextProperty(PropertyId.ReasonString, ReasonString);
            block.UserProperties(UserProperties);
            block.TextProperty(PropertyId.ServerReference, ServerReference);
            if (ReasonCode != ReasonCode.Success || block.Length > 0)
                body.Byte((byte)ReasonCode);
            if (block.Length > 0)
                body.Properties(ref block);
            else
                block.Dispose();
        }

        body.Finish(output, (byte)PacketType.Disconnect << 4);
    }

    private static DisconnectPacket ReadProperties(ReadOnlySpan<byte> block, in DecodeContext context)
    {
        var packet = new DisconnectPacket();
        List<UserProperty>? user = null;
        var reader = new PropertyReader(block, PropertyScope.Disconnect, context.MaximumUserProperties);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.SessionExpiryInterval:
                    if (context.Sender == PacketSender.Server)
                        MqttProtocolException.ThrowProtocolError("A server sends no session expiry in DISCONNECT [MQTT-3.14.2-2].");
                    packet = packet with { SessionExpirySeconds = reader.Number };
                    break;
                case PropertyId.ReasonString:
                    packet = packet with { ReasonString = reader.Text };
                    break;
                case PropertyId.ServerReference:
                    if (context.Sender == PacketSender.Client)
                        MqttProtocolException.ThrowProtocolError("A client sends no server reference.");
                    packet = packet with { ServerReference = reader.Text };
                    break;
                default:
                    (user ??= []).Add(reader.UserProperty);
                    break;
            }
        }

        return user is null ? packet : packet with { UserProperties = user };
    }
}
