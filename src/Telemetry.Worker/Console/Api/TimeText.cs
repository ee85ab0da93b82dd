using System.Globalization;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Console.Api;

/// <summary>Moments and durations as callers of the API write them.</summary>
internal static class TimeText
{
    /// <summary>Reads Unix milliseconds, RFC 3339, <c>now</c>, or a duration before now (<c>-1h</c>).</summary>
    /// <param name="text">What the caller wrote.</param>
    /// <param name="nowMs">Unix milliseconds.</param>
    /// <param name="unixMs">Unix milliseconds.</param>
    public static bool TryRead(string text, long nowMs, out long unixMs)
    {
        unixMs = nowMs;
        if (text == "now")
            return true;
        if (text.StartsWith('-') && TryReadDuration(text[1..], out TimeSpan before))
        {
            unixMs = Math.Max(0, nowMs - (long)before.TotalMilliseconds);
            return true;
        }

        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out unixMs))
            return unixMs is >= 0 and <= 253_402_300_799_999;
        bool isDate = DateTimeOffset.TryParse(
            text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset moment);
        unixMs = moment.ToUnixTimeMilliseconds();
        return isDate && unixMs >= 0;
    }

    /// <summary>Reads <c>30s</c>, <c>5m</c>, <c>1h</c>; false for anything else and for zero.</summary>
    public static bool TryReadDuration(string text, out TimeSpan duration)
    {
        duration = default;
        try
        {
            duration = (TimeSpan)new DurationConverter().ConvertFrom(null, CultureInfo.InvariantCulture, text)!;
            return duration > TimeSpan.Zero;
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>
    /// Intervals above an hour in whole hours, above a minute in whole minutes: those are what the embedded store's rollups answer
    /// at once, and what is still there when the readings themselves are deleted.
    /// </summary>
    public static TimeSpan RoundUp(TimeSpan interval)
    {
        TimeSpan unit = interval > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : TimeSpan.FromMinutes(1);
        if (interval < unit || interval.Ticks % unit.Ticks == 0 || interval > TimeSpan.MaxValue - unit)
            return interval;
        return TimeSpan.FromTicks((interval.Ticks / unit.Ticks * unit.Ticks) + unit.Ticks);
    }

    /// <summary>RFC 3339 in UTC with milliseconds.</summary>
    public static string Rfc3339(long unixMs) =>
        DateTimeOffset.FromUnixTimeMilliseconds(unixMs).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
