using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using Telemetry.Mqtt.Packets;

namespace Telemetry.Mqtt.Codec;

/// <summary>
/// Builds the body of a packet whose length is not known beforehand, in a pooled buffer of its own that
/// <see cref="Finish"/> or <see cref="Dispose"/> gives back. Not for PUBLISH and its acknowledgements.
/// </summary>
internal ref struct PacketBuilder
{
    private byte[] _buffer;

    public PacketBuilder()
    {
        _buffer = ArrayPool<byte>.Shared.Rent(512);
        Length = 0;
    }

    public int Length { get; private set; }

    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, Length);

    public void Byte(byte value) => Take(1)[0] = value;

    public void UInt16(ushort value) => BinaryPrimitives.WriteUInt16BigEndian(Take(2), value);

    public void UInt32(uint value) => BinaryPrimitives.WriteUInt32BigEndian(Take(4), value);

    public void Variable(int value) => VariableInteger.Write(Take(VariableInteger.Length(value)), value);

    public void Raw(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Take(bytes.Length));

    public void Binary(ReadOnlySpan<byte> bytes)
    {
        UInt16(CheckedLength(bytes.Length));
        Raw(bytes);
    }

    public void Text(string text)
    {
        int length = Encoding.UTF8.GetByteCount(text);
        UInt16(CheckedLength(length));
        Encoding.UTF8.GetBytes(text, Take(length));
    }

    public void ByteProperty(PropertyId id, byte? value)
    {
        if (value is not { } number)
            return;
        Byte((byte)id);
        Byte(number);
    }

    public void FlagProperty(PropertyId id, bool? value) => ByteProperty(id, value is { } flag ? (byte)(flag ? 1 : 0) : null);

    public void UInt16Property(PropertyId id, ushort? value)
    {
        if (value is not { } number)
            return;
        Byte((byte)id);
        UInt16(number);
    }

    public void UInt32Property(PropertyId id, uint? value)
    {
        if (value is not { } number)
            return;
        Byte((byte)id);
        UInt32(number);
    }

    public void TextProperty(PropertyId id, string? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        Text(value);
    }

    public void BinaryProperty(PropertyId id, byte[]? value)
    {
        if (value is null)
            return;
        Byte((byte)id);
        Binary(value);
    }

    public void UserProperties(IReadOnlyList<UserProperty> properties)
    {
        for (int i = 0; i < properties.Count; i++)
        {
            Byte((byte)PropertyId.UserProperty);
            Text(properties[i].Name);
            Text(properties[i].Value);
        }
    }

    /// <summary>What either end of a connection grants the other, in CONNECT and CONNACK.</summary>
    public void Limits(uint? sessionExpirySeconds, ushort? receiveMaximum, uint? maximumPacketSize, ushort? topicAliasMaximum)
    {
        UInt32Property(PropertyId.SessionExpiryInterval, sessionExpirySeconds);
        UInt16Property(PropertyId.ReceiveMaximum, receiveMaximum);
        UInt32Property(PropertyId.MaximumPacketSize, maximumPacketSize);
        UInt16Property(PropertyId.TopicAliasMaximum, topicAliasMaximum);
    }

    /// <summary>Enhanced authentication, in CONNECT, CONNACK and AUTH.</summary>
    public void Authentication(string? method, byte[]? data)
    {
        TextProperty(PropertyId.AuthenticationMethod, method);
        BinaryProperty(PropertyId.AuthenticationData, data);
    }

    /// <summary>Adds a finished property block with its length in front, and gives its buffer back.</summary>
    public void Properties(ref PacketBuilder block)
    {
        Variable(block.Length);
        Raw(block.Written);
        block.Dispose();
    }

    /// <summary>Writes the whole packet and gives the buffer back.</summary>
    public void Finish(IBufferWriter<byte> output, byte header)
    {
        int lengthBytes = VariableInteger.Length(Length);
        Span<byte> destination = output.GetSpan(1 + lengthBytes + Length);
        destination[0] = header;
        VariableInteger.Write(destination[1..], Length);
        Written.CopyTo(destination[(1 + lengthBytes)..]);
        output.Advance(1 + lengthBytes + Length);
        Dispose();
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        Length = 0;
    }

    private static ushort CheckedLength(int length, [CallerArgumentExpression(nameof(length))] string? name = null)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, ushort.MaxValue, name);
        return (ushort)length;
    }

    private Span<byte> Take(int count)
    {
        if (_buffer.Length - Length < count)
            Grow(count);
        Span<byte> taken = _buffer.AsSpan(Length, count);
        Length += count;
        return taken;
    }

    private void Grow(int count)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, Length + count));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}
