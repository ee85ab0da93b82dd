using System.Buffers.Binary;
using System.Text;

namespace Telemetry.Mqtt.Codec;

/// <summary>Walks the body of a packet; a body that ends too early is malformed.</summary>
internal ref struct BodyReader(ReadOnlySpan<byte> body)
{
    private ReadOnlySpan<byte> _rest = body;

    public readonly bool AtEnd => _rest.IsEmpty;

    public readonly int Remaining => _rest.Length;

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16BigEndian(Take(2));

    public uint UInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public uint Variable()
    {
        int length = VariableInteger.Read(_rest, out uint value);
        if (length == 0)
            MqttProtocolException.ThrowMalformed("The packet ends within a variable byte integer.");
        _rest = _rest[length..];
        return value;
    }

    public ReadOnlySpan<byte> Binary() => Take(UInt16());

    /// <summary>A string for people or for other programs: any characters but U+0000.</summary>
    public ReadOnlySpan<byte> Text()
    {
        ReadOnlySpan<byte> text = Binary();
        if (!Utf8Text.IsText(text))
            MqttProtocolException.ThrowMalformed("A string is not well-formed UTF-8 or has U+0000 in it [MQTT-1.5.4-1].");
        return text;
    }

    /// <summary>
    /// A string that names something (a topic, a client): no control characters either, which the specification lets a
    /// receiver refuse. A server only forwards what somebody else wrote, and would send it again: from it they are taken.
    /// </summary>
    public ReadOnlySpan<byte> Name(PacketSender sender = PacketSender.Client)
    {
        ReadOnlySpan<byte> name = Binary();
        if (!Utf8Text.IsName(name) && (sender == PacketSender.Client || !Utf8Text.IsText(name)))
            MqttProtocolException.ThrowMalformed("A name is not well-formed UTF-8 or has control characters in it [MQTT-1.5.4-1].");
        return name;
    }

    public string NameString() => Encoding.UTF8.GetString(Name());

    /// <summary>A packet identifier, which is never 0 [MQTT-2.2.1-3].</summary>
    public ushort PacketId()
    {
        ushort id = UInt16();
        if (id == 0)
            MqttProtocolException.ThrowProtocolError("Packet identifier 0 [MQTT-2.2.1-3].");
        return id;
    }

    /// <summary>The property block, without its length.</summary>
    public ReadOnlySpan<byte> PropertyBlock()
    {
        uint length = Variable();
        if (length > (uint)_rest.Length)
            MqttProtocolException.ThrowMalformed($"Properties of {length} bytes where {_rest.Length} are left.");
        return Take((int)length);
    }

    public ReadOnlySpan<byte> Rest()
    {
        ReadOnlySpan<byte> rest = _rest;
        _rest = default;
        return rest;
    }

    public readonly void End()
    {
        if (!_rest.IsEmpty)
            MqttProtocolException.ThrowMalformed($"{_rest.Length} bytes behind the end of the packet.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (_rest.Length < count)
            MqttProtocolException.ThrowMalformed($"The packet ends {count - _rest.Length} bytes too early.");
        ReadOnlySpan<byte> taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
