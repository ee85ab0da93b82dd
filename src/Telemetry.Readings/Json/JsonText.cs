using System.Buffers;
using System.Text;

namespace Telemetry.Readings.Json;

/// <summary>The escapes of JSON strings, whose grammar (but not their surrogates) the reader has checked.</summary>
internal static class JsonText
{
    /// <summary>
    /// Unescapes into a span. <see cref="OperationStatus.InvalidData"/> for half a surrogate pair,
    /// <see cref="OperationStatus.DestinationTooSmall"/> when the result does not fit.
    /// </summary>
    public static OperationStatus TryUnescape(ReadOnlySpan<byte> raw, Span<byte> destination, out int written)
    {
        written = 0;
        while (!raw.IsEmpty)
        {
            int escape = raw.IndexOf((byte)'\\');
            ReadOnlySpan<byte> literal = escape < 0 ? raw : raw[..escape];
            if (!literal.TryCopyTo(destination[written..]))
                return OperationStatus.DestinationTooSmall;
            written += literal.Length;
            if (escape < 0)
                break;
            raw = raw[escape..];
            if (!TryReadEscape(ref raw, out Rune rune))
                return OperationStatus.InvalidData;
            if (!rune.TryEncodeToUtf8(destination[written..], out int length))
                return OperationStatus.DestinationTooSmall;
            written += length;
        }

        return OperationStatus.Done;
    }

    /// <summary>Whether every surrogate escape is one of a pair.</summary>
    public static bool AreSurrogatesPaired(ReadOnlySpan<byte> raw)
    {
        for (int escape = raw.IndexOf((byte)'\\'); escape >= 0; escape = raw.IndexOf((byte)'\\'))
        {
            raw = raw[escape..];
            if (!TryReadEscape(ref raw, out _))
                return false;
        }

        return true;
    }

    private static bool TryReadEscape(ref ReadOnlySpan<byte> raw, out Rune rune)
    {
        byte kind = raw[1];
        if (kind != 'u')
        {
            rune = new Rune(kind switch
            {
                (byte)'b' => '\b',
                (byte)'f' => '\f',
                (byte)'n' => '\n',
                (byte)'r' => '\r',
                (byte)'t' => '\t',
                _ => (char)kind,
            });
            raw = raw[2..];
            return true;
        }

        char high = ReadHex(raw[2..6]);
        raw = raw[6..];
        if (Rune.TryCreate(high, out rune))
            return true;
        if (!char.IsHighSurrogate(high) || raw.Length < 6 || raw[0] != '\\' || raw[1] != 'u')
            return false;
        char low = ReadHex(raw[2..6]);
        raw = raw[6..];
        return Rune.TryCreate(high, low, out rune);
    }

    private static char ReadHex(ReadOnlySpan<byte> digits)
    {
        int value = 0;
        foreach (byte digit in digits)
            value = (value << 4) | (digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10);
        return (char)value;
    }
}
