using System.Buffers;
using Telemetry.Mqtt.Codec;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Client;

/// <summary>
/// Passes over PUBLISH packets that are larger than the client takes, without buffering them. 3.1.1 only, where the
/// broker cannot be told a limit and would send such a message again on every connection.
/// </summary>
internal sealed class OversizedPublish(int maximumPacketSize, IncomingPublishes incoming)
{
    /// <summary>The body up to the packet identifier is never longer.</summary>
    private const int LongestHead = 2 + ushort.MaxValue + 2;

    private long _left;

    /// <summary>Passes over what has arrived of such a packet, and refuses it once its identifier is there.</summary>
    /// <returns>True when something was passed over.</returns>
    /// <exception cref="MqttProtocolException">0x95 for another packet that is too large; 0x81 where the identifier cannot be read.</exception>
    public bool TryPass(ref ReadOnlySequence<byte> buffer)
    {
        if (_left == 0)
            Begin(buffer);
        long passed = Math.Min(_left, buffer.Length);
        buffer = buffer.Slice(passed);
        _left -= passed;
        return passed > 0;
    }

    private void Begin(in ReadOnlySequence<byte> buffer)
    {
        if (!FrameReader.TryReadLength(buffer, out int headerLength, out int bodyLength) || headerLength + bodyLength <= maximumPacketSize)
            return;
        ReadOnlySequence<byte> arrived = buffer.Slice(headerLength);
        ReadOnlySequence<byte> head = arrived.Slice(0, Math.Min(Math.Min(arrived.Length, bodyLength), LongestHead));
        var frame = new Frame(buffer.FirstSpan[0], head.IsSingleSegment ? head.FirstSpan : head.ToArray());
        if (frame.Type != PacketType.Publish)
            throw new MqttProtocolException(ReasonCode.PacketTooLarge, $"{frame.Type} of {headerLength + bodyLength} bytes is larger than {maximumPacketSize} bytes.");
        if (incoming.TryRefuse(frame, MqttRefusal.TooLarge))
            _left = headerLength + bodyLength;
        else if (arrived.Length >= bodyLength || head.Length == LongestHead)
            MqttProtocolException.ThrowMalformed("A PUBLISH without a packet identifier.");
    }
}
