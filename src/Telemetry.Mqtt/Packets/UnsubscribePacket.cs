using System.Buffers;
using Telemetry.Mqtt.Codec;

namespace Telemetry.Mqtt.Packets;

/// <summary>UNSUBSCRIBE (section 3.10). Filters are checked as strings only.</summary>
public sealed record UnsubscribePacket
{
    public required ushort PacketId { get; init; }

    public required IReadOnlyList<string> Filters { get; init; }

    public IReadOnlyList<UserProperty> UserProperties { get; init; } = [];

    /// <summary>Reads an UNSUBSCRIBE.</summary>
    /// <exception cref="MqttProtocolException">0x81 for what cannot be read; 0x82 for packet id 0 and no filter [MQTT-3.10.3-2].</exception>
    public static UnsubscribePacket Parse(in Frame frame, in DecodeContext context)
    {
        var body = new BodyReader(frame.Body);
        ushort packetId = body.PacketId();
        Reasoned properties = context.Version == MqttProtocolVersion.V500
            ? Reasoned.Read(body.PropertyBlock(), PropertyScope.Unsubscribe, context)
            : default;
        if (body.AtEnd)
            MqttProtocolException.ThrowProtocolError("UNSUBSCRIBE without a topic filter [MQTT-3.10.3-2].");
        var filters = new List<string>();
        while (!body.AtEnd)
            filters.Add(body.NameString());
        return new UnsubscribePacket { PacketId = packetId, Filters = filters, UserProperties = properties.UserProperties };
    }

    /// <summary>Writes the packet.</summary>
    public void Write(IBufferWriter<byte> output, MqttProtocolVersion version)
    {
        var body = new PacketBuilder();
        body.UInt16(PacketId);
        if (version == MqttProtocolVersion.V500)
            Reasoned.Write(ref body, null, UserProperties);
        foreach (string filter in Filters)
            body.Text(filter);
        body.Finish(output, (byte)PacketType.Unsubscribe << 4 | 2);
    }
}
