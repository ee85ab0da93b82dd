using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>AUTH (section 3.15); 5.0 only.</summary>
public sealed record AuthPacket
{
    public ReasonCode ReasonCode { get; init; }

    /// <summary>Null only in the short form of success, which carries no properties.</summary>
    public string? AuthenticationMethod { get; init; }

    public byte[]? AuthenticationData { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads an AUTH.</summary>
    /// <exception cref="MqttProtocolException">0x81 for what cannot be read; 0x82 for a reason code this sender may not use and for a missing method.</exception>
    public static AuthPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        if (body.AtEnd)
            return new AuthPacket { ReasonCode = ReasonCodes.Check(PacketType.Auth, context.Sender, 0) };
        ReasonCode reason = ReasonCodes.Check(PacketType.Auth, context.Sender, body.Byte());
        ReadOnlySpan<byte> block = body.AtEnd ? default : body.PropertyBlock();
        body.End();

        var packet = new AuthPacket { ReasonCode = reason };
        List<UserProperty>? user = null;
        var reader = new PropertyReader(block, PropertyScope.Auth, context.MaximumUserProperties);
        while (reader.MoveNext())
        {
            switch (reader.Id)
            {
                case PropertyId.AuthenticationMethod:
                    packet = packet with { AuthenticationMethod = reader.Text };
                    break;
                case PropertyId.AuthenticationData:
                    packet = packet with { AuthenticationData = reader.Value.ToArray() };
                    break;
                case PropertyId.ReasonString:
                    packet = packet with { ReasonString = reader.Text };
                    break;
                default:
                    (user ??= []).Add(reader.UserProperty);
                    break;
            }
        }

        if (packet.AuthenticationMethod is null)
            MqttProtocolException.ThrowProtocolError("AUTH without an authentication method.");
        return user is null ? packet : packet with { UserProperties = user };
    }

    /// <summary>Writes the packet.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        var body = new PacketBuilder();
        if (ReasonCode != ReasonCode.Success || AuthenticationMethod is not null)
        {
            body.Byte((byte)ReasonCode);
            var block = new PacketBuilder();
            block.Authentication(AuthenticationMethod, AuthenticationData);
            block.TextProperty(PropertyId.ReasonString, ReasonString);
            block.UserProperties(UserProperties);
            body.Properties(ref block);
        }

        body.Finish(output, (byte)((int)PacketType.Auth << 4));
    }
}
