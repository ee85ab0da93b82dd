using System.Globalization;

namespace Telemetry.Storage.LineProtocol;

/// <summary>Decimal text to double and its grammar, quick for the short numbers that sensors send.</summary>
internal static class NumberText
{
    // Integers up to 2^53 and powers of ten up to 10^22 are exact doubles, so one division is correctly rounded (Clinger's fast path).
    private const ulong MaximumExactMantissa = 1UL << 53;

    private static readonly double[] PowersOfTen =
    [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ];

    /// <summary>Parses <c>-?digits[.digits][e[+-]digits]</c>; false for anything else and for what is not finite.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        int i = 0;
        bool negative = text.Length > 0 && text[0] == '-';
        if (negative)
            i++;
        int start = i;
        ulong mantissa = 0;
        for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
            mantissa = (mantissa * 10) + (uint)(text[i] - '0');
        int digits = i - start;
        int decimals = 0;
        bool whole = digits > 0;
        if (i < text.Length && text[i] == '.')
        {
            start = ++i;
            for (; i < text.Length && (uint)(text[i] - '0') <= 9; i++)
                mantissa = (mantissa * 10) + (uint)(text[i] - '0');
            decimals = i - start;
            digits += decimals;
            whole &= decimals > 0;
        }

        if (whole && i == text.Length && digits <= 18 && mantissa <= MaximumExactMantissa)
        {
            value = mantissa / PowersOfTen[decimals];
            if (negative)
                value = -value;
            return true;
        }

        value = 0;
        return whole && IsExponent(text[i..]) && TryParseSlowly(text, out value);
    }

    private static bool IsExponent(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
            return true;
        int i = 1;
        if (text[0] is not ((byte)'e' or (byte)'E'))
            return false;
        if (text.Length > 1 && text[1] is (byte)'+' or (byte)'-')
            i = 2;
        return i < text.Length && !text[i..].ContainsAnyExceptInRange((byte)'0', (byte)'9');
    }

    private static bool TryParseSlowly(ReadOnlySpan<byte> text, out double value) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);
}
