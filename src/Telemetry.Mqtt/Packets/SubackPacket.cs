using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>SUBACK (section 3.9).</summary>
public sealed record SubackPacket
{
    public required ushort PacketId { get; init; }

    /// <summary>One for each filter, in its order. In 3.1.1 every failure is written as 0x80.</summary>
    public required IReadOnlyList<ReasonCode> ReasonCodes { get; init; }

    public string? ReasonString { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads a SUBACK.</summary>
    /// <exception cref="MqttProtocolException">0x81 for what cannot be read; 0x82 for packet id 0, no reason code or one that may not be.</exception>
    public static SubackPacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ushort packetId = body.PacketId();
        Reasoned properties = context.Version == MqttProtocolVersion.V500
            ? Reasoned.Read(body.PropertyBlock(), PropertyScope.Suback, context)
            : default;
        IReadOnlyList<ReasonCode> codes = Codec.ReasonCodes.ReadAll(ref body, PacketType.Suback, context);
        if (context.Version == MqttProtocolVersion.V311 && codes.Any(code => (byte)code is > 2 and not 0x80))
            MqttProtocolException.ThrowProtocolError("SUBACK with a return code that 3.1.1 does not have [MQTT-3.9.3-2].");
        return new SubackPacket
        {
            PacketId = packetId,
            ReasonCodes = codes,
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
            Reasoned.Write(ref body, ReasonString, UserProperties);
        foreach (ReasonCode code in ReasonCodes)
            body.Byte(version == MqttProtocolVersion.V311 && code >= ReasonCode.UnspecifiedError ? (byte)ReasonCode.UnspecifiedError : (byte)code);
        body.Finish(output, (byte)PacketType.Suback << 4);
    }
}
