namespace Telemetry.Mqtt.Codec;

/// <summary>The variable byte integer of MQTT 5.0, section 1.5.5: seven bits a byte, least significant first, four bytes at most.</summary>
public static class VariableInteger
{
    /// <summary>The largest value four bytes can hold.</summary>
    public const int Maximum = 268_435_455;

    /// <summary>Reads one.</summary>
    /// <returns>Its length in bytes; 0 when the bytes end within it.</returns>
    /// <exception cref="MqttProtocolException">0x81 for more than four bytes, or for more bytes than needed [MQTT-1.5.5-1].</exception>
    public static int Read(ReadOnlySpan<byte> bytes, out uint value)
    {
        if (bytes.Length > 0 && bytes[0] < 0x80)
        {
            value = bytes[0];
            return 1;
        }

        return ReadLong(bytes, out value);
    }

    /// <summary>How many bytes <see cref="Write"/> takes for a value.</summary>
    public static int Length(int value) => value switch
    {
        < 0x80 => 1,
        < 0x4000 => 2,
        < 0x20_0000 => 3,
        _ => 4,
    };

    /// <summary>Writes a value (0..268,435,455) in as few bytes as possible and returns their number.</summary>
    public static int Write(Span<byte> destination, int value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)value, (uint)Maximum);
        int count = 0;
        for (; value >= 0x80; value >>= 7)
            destination[count++] = (byte)(value | 0x80);
        destination[count++] = (byte)value;
        return count;
    }

    private static int ReadLong(ReadOnlySpan<byte> bytes, out uint value)
    {
        value = 0;
        for (int i = 0; i < bytes.Length && i < 4; i++)
        {
            value |= (uint)(bytes[i] & 0x7F) << (7 * i);
            if (bytes[i] < 0x80)
            {
                if (bytes[i] == 0)
                    MqttProtocolException.ThrowMalformed("A variable byte integer takes more bytes than it needs [MQTT-1.5.5-1].");
                return i + 1;
            }
        }

        if (bytes.Length >= 4)
            MqttProtocolException.ThrowMalformed("A variable byte integer is longer than four bytes.");
        return 0;
    }
}
