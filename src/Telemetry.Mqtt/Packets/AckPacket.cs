using System.Buffers;
using System.Buffers.Binary;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>PUBACK, PUBREC, PUBREL or PUBCOMP (sections 3.4 to 3.7). Without properties neither reading nor writing allocates.</summary>
/// <param name="Type">Which of the four.</param>
/// <param name="PacketId">Of the message.</param>
/// <param name="ReasonCode">5.0 only; in 3.1.1 always success.</param>
/// <param name="ReasonString">5.0 only.</param>
/// <param name="UserProperties">5.0 only; null for none.</param>
public readonly record struct AckPacket(
    PacketType Type,
    ushort PacketId,
    ReasonCode ReasonCode = ReasonCode.Success,
    string? ReasonString = null,
    IReadOnlyList<UserProperty>? UserProperties = null)
{
    /// <summary>The most bytes <see cref="Write(Span{byte}, PacketType, ushort, ReasonCode, MqttProtocolVersion)"/> takes.</summary>
    public const int MaximumPlainLength = 5;

    /// <summary>Writes an acknowledgement without properties and returns its length in bytes.</summary>
    public static int Write(Span<byte> destination, PacketType type, ushort packetId, ReasonCode reasonCode, MqttProtocolVersion version)
    {
        bool withReason = reasonCode != ReasonCode.Success && version == MqttProtocolVersion.V500;
        destination[0] = Header(type);
        destination[1] = withReason ? (byte)3 : (byte)2;
        BinaryPrimitives.WriteUInt16BigEndian(destination[2..], packetId);
        if (!withReason)
            return 4;
        destination[4] = (byte)reasonCode;
        return 5;
    }

    /// <summary>Reads one of the four.</summary>
    /// <exception cref="MqttProtocolException">0x81 for what cannot be read; 0x82 for packet id 0 and for a reason code or property that may not be so.</exception>
    public static AckPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ushort packetId = body.PacketId();
        if (context.Version == MqttProtocolVersion.V311 || body.AtEnd)
        {
            body.End();
            return new AckPacket(frame.Type, packetId);
        }

        ReasonCode reason = ReasonCodes.Check(frame.Type, context.Sender, body.Byte());
        if (body.AtEnd)
            return new AckPacket(frame.Type, packetId, reason);
        Reasoned properties = Reasoned.Read(body.PropertyBlock(), (PropertyScope)(1 << (int)frame.Type), context);
        body.End();
        return new AckPacket(frame.Type, packetId, reason, properties.ReasonString, properties.UserPropertiesOrNull);
    }

    /// <summary>Writes the packet in its shortest form.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        if (version == MqttProtocolVersion.V311 || (ReasonString is null && UserProperties is null or { Count: 0 }))
        {
            output.Advance(Write(output.GetSpan(MaximumPlainLength), Type, PacketId, ReasonCode, version));
            return;
        }

        var body = new PacketBuilder();
        body.UInt16(PacketId);
        body.Byte((byte)ReasonCode);
        Reasoned.Write(ref body, ReasonString, UserProperties);
        body.Finish(output, Header(Type));
    }

    private static byte Header(PacketType type) => (byte)((int)type << 4 | (type == PacketType.Pubrel ? 2 : 0));
}
