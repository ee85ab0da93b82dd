namespace Telemetry.Alerting.Rules;

/// <summary>
/// When a rule may alarm, in the city's time: in one of its spans (always when there is none but exceptions), and in none of its
/// exceptions. A span over midnight belongs to the day on which it begins.
/// </summary>
internal sealed class Schedule(TimeZoneInfo zone, IReadOnlyList<ScheduleSpan> spans, IReadOnlyList<ScheduleSpan> exceptions)
{
    // Offsets of time zones change on full quarters of an hour, so that one look serves for a quarter.
    private const long QuarterMs = 15 * 60 * 1000;
    private const int MinutesPerDay = 24 * 60;
    private const int OffsetBits = 16;
    private const long MinuteMs = 60 * 1000;

    // The last quarter and its offset in minutes, in one word: engines of several threads share a rule.
    private long _known = long.MinValue;

    /// <param name="timeMs">Unix milliseconds.</param>
    public bool Contains(long timeMs)
    {
        var local = DateTime.UnixEpoch.AddMilliseconds(timeMs + OffsetMs(timeMs));
        var day = DateOnly.FromDateTime(local);
        int minute = (int)local.TimeOfDay.TotalMinutes;
        return (spans.Count == 0 || IsIn(spans, day, minute)) && !IsIn(exceptions, day, minute);
    }

    private long OffsetMs(long timeMs)
    {
        long quarter = Math.DivRem(timeMs, QuarterMs, out long rest) - (rest < 0 ? 1 : 0);
        long known = Volatile.Read(ref _known);
        if (known >> OffsetBits != quarter)
        {
            long minutes = (long)zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(quarter * QuarterMs)).TotalMinutes;
            known = (quarter << OffsetBits) | (minutes & ushort.MaxValue);
            Volatile.Write(ref _known, known);
        }

        return (short)known * MinuteMs;
    }

    private static bool IsIn(IReadOnlyList<ScheduleSpan> spans, DateOnly day, int minute)
    {
        for (int i = 0; i < spans.Count; i++)
        {
            var span = spans[i];
            if ((minute >= span.FromMinute && minute < span.ToMinute && span.IsOn(day))
                || (minute + MinutesPerDay < span.ToMinute && span.IsOn(day.AddDays(-1))))
            {
                return true;
            }
        }

        return false;
    }
}
