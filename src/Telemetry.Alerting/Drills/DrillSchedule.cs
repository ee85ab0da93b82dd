using System.Globalization;

namespace Telemetry.Alerting.Drills;

/// <summary>
/// When each duty is tested: once in every ISO week, on one day at one time of the city's zone, each duty some minutes later
/// than others, so that a hundred telephones do not ring at once. On a day off the test moves to the next working day; it
/// still counts for the week that it was due in. Immutable.
/// </summary>
/// <param name="Day">The day of the week.</param>
/// <param name="Time">The time of day of the first ones.</param>
/// <param name="Spread">Over how long the duties are spread from then on; zero: all at once.</param>
/// <param name="Window">How late a test may begin on its day; after it, it waits for the same time of the next working day.</param>
/// <param name="Zone">The city's.</param>
/// <param name="IsDayOff">Whether nobody is to be tested on a day, such as a public holiday.</param>
public sealed record DrillSchedule(DayOfWeek Day, TimeOnly Time, TimeSpan Spread, TimeSpan Window, TimeZoneInfo Zone, Func<DateOnly, bool> IsDayOff)
{
    /// <summary>No calendar has so many days off in a row; one that says so is not believed.</summary>
    private const int LongestBreak = 21;

    /// <summary>The newest week whose test of this duty was due at a moment or before, and whether it may begin at that moment.</summary>
    /// <param name="duty">Its id.</param>
    /// <param name="atMs">Unix milliseconds.</param>
    public DrillTurn At(string duty, long atMs)
    {
        DateTime local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(atMs), Zone).DateTime;
        DateOnly day = Monday(DateOnly.FromDateTime(local)).AddDays(((int)Day + 6) % 7);
        TimeSpan offset = Offset(duty);
        while (Start(FirstWorkingDay(day), offset) > local)
            day = day.AddDays(-7);
        return new DrillTurn(WeekOf(day), IsOpen(local, offset));
    }

    /// <summary>When the test of this duty is due that belongs to the week of a day, in the city's time.</summary>
    public DateTime Due(string duty, DateOnly week) => Start(FirstWorkingDay(Monday(week).AddDays(((int)Day + 6) % 7)), Offset(duty));

    /// <summary>Such as <c>2026-W47</c>.</summary>
    public static string WeekOf(DateOnly day)
    {
        DateTime moment = day.ToDateTime(TimeOnly.MinValue);
        return string.Create(CultureInfo.InvariantCulture, $"{ISOWeek.GetYear(moment):0000}-W{ISOWeek.GetWeekOfYear(moment):00}");
    }

    /// <summary>The same for a duty in every process and every week.</summary>
    private TimeSpan Offset(string duty)
    {
        uint hash = 2_166_136_261;
        foreach (char c in duty)
            hash = (hash ^ c) * 16_777_619;
        long minutes = (long)Spread.TotalMinutes;
        return minutes == 0 ? TimeSpan.Zero : TimeSpan.FromMinutes(hash % minutes);
    }

    /// <summary>True within the window of any working day. A spread past midnight belongs to the day that it began on.</summary>
    private bool IsOpen(DateTime local, TimeSpan offset)
    {
        for (int back = 0; back <= 1; back++)
        {
            DateOnly day = DateOnly.FromDateTime(local).AddDays(-back);
            DateTime start = Start(day, offset);
            if (IsWorking(day) && local >= start && local < start + Window)
                return true;
        }

        return false;
    }

    private DateTime Start(DateOnly day, TimeSpan offset) => day.ToDateTime(Time) + offset;

    private DateOnly FirstWorkingDay(DateOnly day)
    {
        DateOnly found = day;
        while (!IsWorking(found))
        {
            if (found == day.AddDays(LongestBreak))
                return day;
            found = found.AddDays(1);
        }

        return found;
    }

    private bool IsWorking(DateOnly day) => !IsDayOff(day) && (day.DayOfWeek == Day || day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

    private static DateOnly Monday(DateOnly day) => day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
}
