using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>UNSUBACK (section 3.11).</summary>
public sealed record UnsubackPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter, in its order. Neither read nor written in 3.1.1.</summary>
    public IReadOnlyList<ReasonCode> ReasonCodes { get; init; } = [];

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads an UNSUBACK.</summary>
    /// <exception cref="MqttProtocolException">0x81 for what cannot be read; 0x82 for packet id 0, no reason code or one that may not be.</exception>
    public static UnsubackPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ushort packetId = body.PacketId();
        if (context.Version == MqttProtocolVersion.V311)
        {
            body.End();
            return new UnsubackPacket { PacketId = packetId };
        }

        Reasoned properties = Reasoned.Read(body.PropertyBlock(), PropertyScope.Unsuback, context);
        return new UnsubackPacket
        {
            PacketId = packetId,
            ReasonCodes = Codec.ReasonCodes.ReadAll(ref body, PacketType.Unsuback, context),
            ReasonString = properties.ReasonString,
            UserProperties = properties.UserProperties,
        };
    }

    /// <summary>Writes the packet.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        var body = new PacketBuilder();
        body.UInt16(PacketId);
        if (version == MqttProtocolVersion.V500)
        {
            Reasoned.Write(ref body, ReasonString, UserProperties);
            foreach (ReasonCode code in ReasonCodes)
                body.Byte((byte)code);
        }

        body.Finish(output, (byte)PacketType.Unsuback << 4);
    }
}
