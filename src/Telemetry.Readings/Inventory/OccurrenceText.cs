using System.Globalization;

namespace Telemetry.Readings.Inventory;

/// <summary>How often within which time, as the files write it: <c>3 in 1m</c>.</summary>
public static class OccurrenceText
{
    /// <summary>The most occurrences that are counted.</summary>
    public const int Maximum = 100;

    /// <summary>False when it is not a count from 2 to <see cref="Maximum"/>, the word <c>in</c> and a duration.</summary>
    public static bool TryParse(string text, out int count, out TimeSpan within)
    {
        (count, within) = (0, default);
        return text.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var number, "in", var duration]
            && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out count)
            && count is >= 2 and <= Maximum
            && DurationText.TryParse(duration, out within);
    }
}
