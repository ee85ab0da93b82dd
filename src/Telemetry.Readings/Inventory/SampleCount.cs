using System.Globalization;

namespace Telemetry.Readings.Inventory;

/// <summary>So many of the last so many samples, as in <c>samples: 3 of 5</c>.</summary>
/// <param name="Needed">At least 1, at most <paramref name="Of"/>.</param>
/// <param name="Of">At most <see cref="Most"/>.</param>
public readonly record struct SampleCount(int Needed, int Of)
{
    /// <summary>The most samples that are looked back at.</summary>
    public const int Most = 32;

    /// <summary>Reads <c>3 of 3 within 10s</c>: of events, which have no interval, the time that they must lie in is told.</summary>
    public static bool TryParse(string text, out SampleCount count, out TimeSpan within)
    {
        ArgumentNullException.ThrowIfNull(text);
        (count, within) = (default, default);
        return text.Split(" within ") is [var number, var duration] && TryParse(number, out count) && DurationText.TryParse(duration.Trim(), out within);
    }

    /// <summary>Reads <c>3 of 5</c>.</summary>
    public static bool TryParse(string text, out SampleCount count)
    {
        ArgumentNullException.ThrowIfNull(text);
        count = default;
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is not [var needed, "of", var of]
            || !int.TryParse(needed, NumberStyles.None, CultureInfo.InvariantCulture, out int n)
            || !int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out int m)
            || n < 1 || m < n || m > Most)
            return false;
        count = new SampleCount(n, m);
        return true;
    }
}
