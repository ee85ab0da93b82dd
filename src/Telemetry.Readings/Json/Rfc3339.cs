using System.Buffers.Text;

namespace Telemetry.Readings.Json;

/// <summary>
/// The date-time of RFC 3339, section 5.6: <c>2026-11-21T08:00:00.123+08:00</c>. A leap second counts as the next one.
/// </summary>
internal static class Rfc3339
{
    private const int SecondsLength = 19;

    /// <summary>Unix milliseconds, rounded down; false when the text is no date-time.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long unixMs)
    {
        unixMs = 0;
        if (text.Length is <= SecondsLength or > 40
            || text[4] != '-' || text[7] != '-' || text[13] != ':' || text[16] != ':'
            || text[10] is not ((byte)'T' or (byte)'t' or (byte)' ')
            || !TryDigits(text[..4], out int year) || year < 1
            || !TryDigits(text[5..7], out int month) || month is < 1 or > 12
            || !TryDigits(text[8..10], out int day) || day < 1 || day > DateTime.DaysInMonth(year, month)
            || !TryDigits(text[11..13], out int hour) || hour > 23
            || !TryDigits(text[14..16], out int minute) || minute > 59
            || !TryDigits(text[17..19], out int second) || second > 60)
        {
            return false;
        }

        ReadOnlySpan<byte> rest = text[SecondsLength..];
        int milliseconds = 0;
        if (rest[0] == '.')
        {
            int digits = 1;
            for (; digits < rest.Length && (uint)(rest[digits] - '0') <= 9; digits++)
            {
                if (digits <= 3)
                    milliseconds += (rest[digits] - '0') * (digits == 1 ? 100 : digits == 2 ? 10 : 1);
            }

            if (digits == 1)
                return false;
            rest = rest[digits..];
        }

        if (!TryOffset(rest, out int offsetMinutes))
            return false;
        long days = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks / TimeSpan.TicksPerDay
            - DateTime.UnixEpoch.Ticks / TimeSpan.TicksPerDay;
        long minutes = (((days * 24) + hour) * 60) + minute - offsetMinutes;
        unixMs = (((minutes * 60) + second) * 1000) + milliseconds;
        return true;
    }

    private static bool TryOffset(ReadOnlySpan<byte> text, out int minutes)
    {
        minutes = 0;
        if (text is [(byte)'Z' or (byte)'z'])
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':'
            || !TryDigits(text[1..3], out int hours) || hours > 23
            || !TryDigits(text[4..6], out minutes) || minutes > 59)
        {
            return false;
        }

        minutes += hours * 60;
        if (text[0] == '-')
            minutes = -minutes;
        return true;
    }

    private static bool TryDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        return !text.ContainsAnyExceptInRange((byte)'0', (byte)'9')
            && Utf8Parser.TryParse(text, out value, out _);
    }
}
