using System.Globalization;

namespace Telemetry.Simulators.Inventory;

/// <summary>Durations as people write them: <c>500ms</c>, <c>30s</c>, <c>5m</c>, <c>2h</c>, <c>1d</c>; more than nothing.</summary>
internal static class Duration
{
    private static readonly (string Unit, TimeSpan Length)[] Units =
    [
        ("ms", TimeSpan.FromMilliseconds(1)),
        ("s", TimeSpan.FromSeconds(1)),
        ("m", TimeSpan.FromMinutes(1)),
        ("h", TimeSpan.FromHours(1)),
        ("d", TimeSpan.FromDays(1)),
    ];

    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        foreach ((string unit, TimeSpan length) in Units)
        {
            if (text is null || !text.EndsWith(unit, StringComparison.Ordinal))
                continue;
            if (!double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
                continue;
            if (count * length.TotalDays is <= 0 or > 3650)
                return false;
            duration = count * length;
            return true;
        }

        return false;
    }
}
