using System.Buffers;
using System.Text;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Tests.Codec;

/// <summary>Packets as tests write them: hexadecimal digits, with 'text' for UTF-8 bytes and "text" for a string with its length in front.</summary>
internal static class Wire
{
    public static byte[] Bytes(string notation)
    {
        var bytes = new List<byte>();
        for (int i = 0; i < notation.Length;)
        {
            char c = notation[i];
            if (c == ' ')
            {
                i++;
            }
            else if (c is '\'' or '"')
            {
                int end = notation.IndexOf(c, i + 1);
                byte[] text = Encoding.UTF8.GetBytes(notation[(i + 1)..end]);
                if (c == '"')
                    bytes.AddRange([(byte)(text.Length >> 8), (byte)text.Length]);
                bytes.AddRange(text);
                i = end + 1;
            }
            else
            {
                bytes.Add(Convert.ToByte(notation.Substring(i, 2), 16));
                i += 2;
            }
        }

        return [.. bytes];
    }

    /// <summary>A whole packet: the first byte, the remaining length, the body.</summary>
    public static byte[] Packet(byte header, string body) => Packet(header, Bytes(body));

    public static byte[] Packet(byte header, byte[] body)
    {
        Span<byte> length = stackalloc byte[4];
        int count = VariableInteger.Write(length, body.Length);
        return [header, .. length[..count], .. body];
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);

    public static byte[] Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Reads the first packet of the bytes as an endpoint would; null when it is not complete.</summary>
    public static object? Read(ReadOnlySpan<byte> bytes, DecodeContext context, int maximumPacketSize = 1 << 20)
    {
        if (!FrameReader.TryRead(ref bytes, maximumPacketSize, out Frame frame))
            return null;
        return Parse(frame, context);
    }

    public static object Parse(in Frame frame, in DecodeContext context)
    {
        frame.CheckSender(context);
        return frame.Type switch
        {
            PacketType.Connect => ConnectPacket.Parse(frame, context.MaximumUserProperties),
            PacketType.Connack => ConnackPacket.Parse(frame, context),
            PacketType.Publish => PublishCopy.Of(PublishPacket.Parse(frame, context)),
            PacketType.Puback or PacketType.Pubrec or PacketType.Pubrel or PacketType.Pubcomp => AckPacket.Parse(frame, context),
            PacketType.Subscribe => SubscribePacket.Parse(frame, context),
            PacketType.Suback => SubackPacket.Parse(frame, context),
            PacketType.Unsubscribe => UnsubscribePacket.Parse(frame, context),
            PacketType.Unsuback => UnsubackPacket.Parse(frame, context),
            PacketType.Disconnect => DisconnectPacket.Parse(frame, context),
            PacketType.Auth => AuthPacket.Parse(frame, context),
            _ => frame.Type,
        };
    }

    public static byte[] Write(object packet, MqttProtocolVersion version) => packet switch
    {
        ConnectPacket p => Written(p.Write),
        ConnackPacket p => Written(o => p.Write(o, version)),
        PublishCopy p => p.Write(version),
        AckPacket p => Written(o => p.Write(o, version)),
        SubscribePacket p => Written(o => p.Write(o, version)),
        SubackPacket p => Written(o => p.Write(o, version)),
        UnsubscribePacket p => Written(o => p.Write(o, version)),
        UnsubackPacket p => Written(o => p.Write(o, version)),
        DisconnectPacket p => Written(o => p.Write(o, version)),
        AuthPacket p => Written(p.Write),
        PacketType.Pingreq => PingPacket.Request.ToArray(),
        PacketType.Pingresp => PingPacket.Response.ToArray(),
        _ => throw new ArgumentException($"Unknown packet {packet}."),
    };
}
