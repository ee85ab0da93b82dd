namespace Telemetry.Readings.Json;

/// <summary>
/// <c>NaN</c>, <c>Infinity</c> and <c>-Infinity</c> are not JSON, but what many senders write for a broken sensor. The
/// profile's other fields shall not suffer: where such a word stands as the value of a key it is overwritten with an
/// empty string of the same length, which keeps every offset.
/// </summary>
internal static class BareLiterals
{
    /// <summary>Overwrites them in a copy of a payload; false when there are none.</summary>
    public static bool TryBlank(Span<byte> payload)
    {
        bool found = false;
        bool isInString = false;
        bool isValue = false;
        for (int i = 0; i < payload.Length; i++)
        {
            byte c = payload[i];
            if (isInString)
            {
                if (c == '\\')
                    i++;
                else if (c == '"')
                    isInString = false;
            }
            else if (isValue && LengthAt(payload[i..]) is > 0 and int length)
            {
                payload.Slice(i, length).Fill((byte)' ');
                "\"\""u8.CopyTo(payload[i..]);
                found = true;
                isValue = false;
                i += length - 1;
            }
            else if (c is not ((byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                isInString = c == '"';
                isValue = c == ':';
            }
        }

        return found;
    }

    /// <summary>The length of such a word at the beginning of the text; 0 when there is none.</summary>
    public static int LengthAt(ReadOnlySpan<byte> text) =>
        text.StartsWith("NaN"u8) ? "NaN"u8.Length
        : text.StartsWith("Infinity"u8) ? "Infinity"u8.Length
        : text.StartsWith("-Infinity"u8) ? "-Infinity"u8.Length
        : 0;
}
