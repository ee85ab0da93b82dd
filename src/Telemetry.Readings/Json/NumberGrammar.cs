namespace Telemetry.Readings.Json;

/// <summary>The grammar of a JSON number (RFC 8259, section 6), for texts that no reader has checked.</summary>
internal static class NumberGrammar
{
    public static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("-"u8))
            text = text[1..];
        int digits = Digits(text);
        if (digits == 0 || (digits > 1 && text[0] == '0'))
            return false;
        text = text[digits..];
        if (text.StartsWith("."u8))
        {
            digits = Digits(text[1..]);
            if (digits == 0)
                return false;
            text = text[(1 + digits)..];
        }

        if (text.IsEmpty)
            return true;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        text = text[1..];
        if (text is [(byte)'+' or (byte)'-', ..])
            text = text[1..];
        digits = Digits(text);
        return digits > 0 && digits == text.Length;
    }

    private static int Digits(ReadOnlySpan<byte> text)
    {
        int end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}
