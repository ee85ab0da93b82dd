using System.Buffers;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>
/// Cuts a byte stream into control packets (MQTT 5.0, section 2.1):
/// <code>
///  byte 1          bytes 2..5                          then
/// +------+-------+----------------------------------+------------------------------+
/// | type | flags | remaining length, 7 bits a byte, | variable header and payload: |
/// | 4bit | 4bit  | least first, 0x80 = another one  | remaining length bytes       |
/// +------+-------+----------------------------------+------------------------------+
/// </code>
/// Every check that the first five bytes allow is made as soon as they are there, so that a length of 256 MiB is
/// refused before a byte of it is buffered.
/// </summary>
public static class FrameReader
{
    /// <summary>The largest packet there can be, in bytes, its fixed header included.</summary>
    public const int LargestPacket = MaximumHeaderLength + VariableInteger.Maximum;

    private const int MaximumHeaderLength = 5;

    /// <summary>Takes one packet from the front of a contiguous buffer.</summary>
    /// <param name="buffer">What was received; advanced behind the packet.</param>
    /// <param name="maximumPacketSize">The largest whole packet in bytes, its fixed header included.</param>
    /// <param name="frame">The packet, in the buffer.</param>
    /// <returns>False when more bytes are needed; the buffer is then untouched.</returns>
    /// <exception cref="MqttProtocolException">0x81 for a type, flags or length that cannot be; 0x95 for a packet that is too large.</exception>
    public static bool TryRead(ref ReadOnlySpan<byte> buffer, int maximumPacketSize, out Frame frame)
    {
        if (!TryReadHeader(buffer, maximumPacketSize, out int headerLength, out int bodyLength)
            || buffer.Length - headerLength < bodyLength)
        {
            frame = default;
            return false;
        }

        frame = new Frame(buffer[0], buffer.Slice(headerLength, bodyLength));
        buffer = buffer[(headerLength + bodyLength)..];
        return true;
    }

    /// <summary>Takes one packet from the front of a sequence.</summary>
    /// <param name="buffer">What was received; advanced behind the packet.</param>
    /// <param name="maximumPacketSize">The largest whole packet in bytes, its fixed header included.</param>
    /// <param name="scratch">
    /// A buffer of the shared <see cref="ArrayPool{T}"/> for packets that lie in several segments, rented and replaced
    /// here when needed. The caller owns it and returns it when the connection ends.
    /// </param>
    /// <param name="frame">The packet, in the buffer or in the scratch.</param>
    /// <inheritdoc cref="TryRead(ref ReadOnlySpan{byte}, int, out Frame)"/>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, int maximumPacketSize, ref byte[]? scratch, out Frame frame)
    {
        ReadOnlySpan<byte> first = buffer.FirstSpan;
        if (!TryReadHeader(first, maximumPacketSize, out int headerLength, out int bodyLength) || first.Length - headerLength < bodyLength)
        {
            frame = default;
            return !buffer.IsSingleSegment && TryReadScattered(ref buffer, maximumPacketSize, ref scratch, out frame);
        }

        frame = new Frame(first[0], first.Slice(headerLength, bodyLength));
        buffer = buffer.Slice(headerLength + bodyLength);
        return true;
    }

    /// <summary>Reads the fixed header at the front of a sequence, whatever the packet's size.</summary>
    /// <returns>False when more bytes are needed.</returns>
    internal static bool TryReadLength(in ReadOnlySequence<byte> buffer, out int headerLength, out int bodyLength)
    {
        Span<byte> head = stackalloc byte[MaximumHeaderLength];
        int headCount = (int)Math.Min(MaximumHeaderLength, buffer.Length);
        buffer.Slice(0, headCount).CopyTo(head);
        return TryReadHeader(head[..headCount], LargestPacket, out headerLength, out bodyLength);
    }

    private static bool TryReadScattered(ref ReadOnlySequence<byte> buffer, int maximumPacketSize, ref byte[]? scratch, out Frame frame)
    {
        frame = default;
        Span<byte> head = stackalloc byte[MaximumHeaderLength];
        int headCount = (int)Math.Min(MaximumHeaderLength, buffer.Length);
        buffer.Slice(0, headCount).CopyTo(head);
        if (!TryReadHeader(head[..headCount], maximumPacketSize, out int headerLength, out int bodyLength)
            || buffer.Length - headerLength < bodyLength)
        {
            return false;
        }

        if (scratch is null || scratch.Length < bodyLength)
        {
            if (scratch is not null)
                ArrayPool<byte>.Shared.Return(scratch);
            scratch = ArrayPool<byte>.Shared.Rent(bodyLength);
        }

        buffer.Slice(headerLength, bodyLength).CopyTo(scratch);
        frame = new Frame(head[0], scratch.AsSpan(0, bodyLength));
        buffer = buffer.Slice(headerLength + bodyLength);
        return true;
    }

    private static bool TryReadHeader(ReadOnlySpan<byte> bytes, int maximumPacketSize, out int headerLength, out int bodyLength)
    {
        headerLength = bodyLength = 0;
        if (bytes.IsEmpty)
            return false;
        CheckFlags(bytes[0]);

        int lengthBytes = VariableInteger.Read(bytes[1..], out uint remaining);
        if (lengthBytes == 0)
            return false;
        headerLength = 1 + lengthBytes;
        bodyLength = (int)remaining;
        if (headerLength + bodyLength > maximumPacketSize)
            throw new MqttProtocolException(ReasonCode.PacketTooLarge, $"A packet of {headerLength + bodyLength} bytes is larger than {maximumPacketSize} bytes.");
        if (bodyLength != 0 && (PacketType)(bytes[0] >> 4) is PacketType.Pingreq or PacketType.Pingresp)
            MqttProtocolException.ThrowMalformed("A ping has no body.");
        return true;
    }

    /// <summary>[MQTT-2.1.3-1]: reserved flags have to be as the table in section 2.1.3 says.</summary>
    private static void CheckFlags(byte header)
    {
        int flags = header & 0x0F;
        switch ((PacketType)(header >> 4))
        {
            case PacketType.Publish:
                if ((flags & 0b0110) == 0b0110)
                    MqttProtocolException.ThrowMalformed("PUBLISH with both QoS bits set [MQTT-3.3.1-4].");
                if ((flags & 0b1110) == 0b1000)
                    MqttProtocolException.ThrowMalformed("PUBLISH at QoS 0 marked as duplicate [MQTT-3.3.1-2].");
                break;
            case PacketType.Pubrel or PacketType.Subscribe or PacketType.Unsubscribe:
                if (flags != 0b0010)
                    MqttProtocolException.ThrowMalformed($"{(PacketType)(header >> 4)} with flags {flags:x} instead of 2 [MQTT-2.1.3-1].");
                break;
            case 0:
                MqttProtocolException.ThrowMalformed("Packet type 0 is reserved.");
                break;
            default:
                if (flags != 0)
                    MqttProtocolException.ThrowMalformed($"{(PacketType)(header >> 4)} with flags {flags:x} instead of 0 [MQTT-2.1.3-1].");
                break;
        }
    }
}
