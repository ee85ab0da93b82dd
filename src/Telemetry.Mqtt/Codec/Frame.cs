using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>One control packet as it lies in the receive buffer: the first byte, and what follows the remaining length.</summary>
/// <remarks>The flags are already checked ([MQTT-2.1.3-1]); the body is not.</remarks>
public readonly ref struct Frame(byte header, ReadOnlySpan<byte> body)
{
    /// <summary>The first byte: type and flags.</summary>
    public byte Header { get; } = header;

    /// <summary>Variable header and payload. Valid until the buffer is advanced or the scratch is reused.</summary>
    public ReadOnlySpan<byte> Body { get; } = body;

    public PacketType Type => (PacketType)(Header >> 4);

    public int Flags => Header & 0x0F;

    /// <summary>Refuses a packet that this sender may not send, or that this version does not have.</summary>
    /// <exception cref="MqttProtocolException">0x82 for the wrong direction, 0x81 for AUTH in 3.1.1.</exception>
    public void CheckSender(in DecodeContext context)
    {
        const int FromBoth = 1 << (int)PacketType.Publish | 1 << (int)PacketType.Puback | 1 << (int)PacketType.Pubrec
            | 1 << (int)PacketType.Pubrel | 1 << (int)PacketType.Pubcomp | 1 << (int)PacketType.Disconnect | 1 << (int)PacketType.Auth;
        const int FromClient = FromBoth | 1 << (int)PacketType.Connect | 1 << (int)PacketType.Subscribe
            | 1 << (int)PacketType.Unsubscribe | 1 << (int)PacketType.Pingreq;
        const int FromServer = FromBoth | 1 << (int)PacketType.Connack | 1 << (int)PacketType.Suback
            | 1 << (int)PacketType.Unsuback | 1 << (int)PacketType.Pingresp;

        if (context.Version == MqttProtocolVersion.V311)
        {
            if (Type == PacketType.Auth)
                MqttProtocolException.ThrowMalformed("Packet type 15 is reserved in MQTT 3.1.1.");
            if (Type == PacketType.Disconnect && context.Sender == PacketSender.Server)
                MqttProtocolException.ThrowProtocolError("In MQTT 3.1.1 only a client sends DISCONNECT.");
        }

        int allowed = context.Sender == PacketSender.Client ? FromClient : FromServer;
        if ((allowed >> (int)Type & 1) == 0)
            MqttProtocolException.ThrowProtocolError($"A {context.Sender} does not send {Type}.");
    }
}
