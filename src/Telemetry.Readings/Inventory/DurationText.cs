using System.Globalization;

namespace Telemetry.Readings.Inventory;

/// <summary>Durations as the files write them: a number and one of <c>ms s m h d</c>, such as <c>30s</c>, <c>1.5h</c>.</summary>
public static class DurationText
{
    /// <summary>The longest duration that makes sense in a file.</summary>
    public static readonly TimeSpan Maximum = TimeSpan.FromDays(3660);

    /// <summary>Parses a duration; false when it is not one, is not more than zero or exceeds <see cref="Maximum"/>.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out TimeSpan duration)
    {
        duration = default;
        int digits = 0;
        while (digits < text.Length && (char.IsAsciiDigit(text[digits]) || text[digits] == '.'))
            digits++;
        double unitMilliseconds = text[digits..] switch
        {
            "ms" => 1,
            "s" => 1_000,
            "m" => 60_000,
            "h" => 3_600_000,
            "d" => 86_400_000,
            _ => 0,
        };
        if (unitMilliseconds == 0
            || !double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double amount))
        {
            return false;
        }

        double milliseconds = Math.Round(amount * unitMilliseconds);
        if (milliseconds < 1 || milliseconds > Maximum.TotalMilliseconds)
            return false;
        duration = TimeSpan.FromMilliseconds(milliseconds);
        return true;
    }

    /// <summary>Parses <c>3 intervals</c> or <c>1 interval</c>: how many missed reports; false when it is not that or not 1..1000.</summary>
    public static bool TryParseIntervals(ReadOnlySpan<char> text, out int intervals)
    {
        intervals = 0;
        int space = text.IndexOf(' ');
        return space > 0
            && text[(space + 1)..].Trim(' ') is "intervals" or "interval"
            && int.TryParse(text[..space], NumberStyles.None, CultureInfo.InvariantCulture, out intervals)
            && intervals is >= 1 and <= 1000;
    }
}
