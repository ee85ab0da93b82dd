using System.Globalization;

namespace Telemetry.Worker.Backtest;

/// <summary>Moments as people write them for <c>--from</c> and <c>--to</c>: RFC 3339, or a date or local time in the city's time zone.</summary>
internal static class MomentText
{
    public const string CityZone = "Asia/Shanghai";

    private static readonly string[] WithOffset =
        ["yyyy-MM-dd'T'HH:mm:ssK", "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK", "yyyy-MM-dd'T'HH:mmK", "yyyy-MM-dd HH:mm:ssK", "yyyy-MM-dd HH:mm:ss.FFFFFFFK"];

    private static readonly string[] Local =
        ["yyyy-MM-dd", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss"];

    /// <summary>The zone by its name; false for one that this machine does not know.</summary>
    public static bool TryFindZone(string name, out TimeZoneInfo zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? found))
        {
            zone = found;
            return true;
        }

        // China has one zone and no summer time, so that a machine without zone data can do.
        zone = TimeZoneInfo.CreateCustomTimeZone(CityZone, TimeSpan.FromHours(8), CityZone, CityZone);
        return name == CityZone;
    }

    /// <summary>A date means its first moment.</summary>
    /// <param name="unixMs">Unix milliseconds.</param>
    public static bool TryRead(string text, TimeZoneInfo zone, out long unixMs)
    {
        unixMs = 0;
        // Without an offset a local time is meant, never this machine's.
        if (DateTime.TryParseExact(text, Local, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime local))
            unixMs = new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUnixTimeMilliseconds();
        else if (DateTimeOffset.TryParseExact(text, WithOffset, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTimeOffset moment))
            unixMs = moment.ToUnixTimeMilliseconds();
        else
            return false;
        return true;
    }

    /// <summary>For people, in the zone.</summary>
    public static string Show(long unixMs, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(unixMs), zone).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
}
