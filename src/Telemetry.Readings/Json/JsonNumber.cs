using System.Buffers.Text;

namespace Telemetry.Readings.Json;

/// <summary>The values of JSON numbers, from text whose grammar was checked.</summary>
internal static class JsonNumber
{
    // Powers that a double holds exactly; 15 digits fit a double exactly too, so one division rounds correctly.
    private static readonly double[] PowersOfTen =
        [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>The nearest double; infinite when the number is too large for one.</summary>
    public static double Parse(ReadOnlySpan<byte> text)
    {
        int start = text[0] == '-' ? 1 : 0;
        if (text.Length - start > 16)
            return ParseAny(text);
        ulong mantissa = 0;
        int point = -1;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
                mantissa = (mantissa * 10) + digit;
            else if (text[i] == '.')
                point = i;
            else
                return ParseAny(text);
        }

        int digits = text.Length - start - (point < 0 ? 0 : 1);
        if (digits > 15)
            return ParseAny(text);
        double value = mantissa;
        if (point >= 0)
            value /= PowersOfTen[text.Length - point - 1];
        return start == 0 ? value : -value;
    }

    /// <summary>A whole number without fraction or exponent; false when it is not one or too large.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        if (text.Length > 16)
            return Utf8Parser.TryParse(text, out value, out int consumed) && consumed == text.Length;
        value = 0;
        int start = text[0] == '-' ? 1 : 0;
        for (int i = start; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit > 9)
                return false;
            value = (value * 10) + digit;
        }

        if (start != 0)
            value = -value;
        return true;
    }

    private static double ParseAny(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out double value, out _) ? value : double.NaN;
}
