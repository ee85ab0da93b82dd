namespace Telemetry.Readings.Inventory;

/// <summary>A part of some days in which a duty is stood. It belongs to the day on which it begins, also when it ends on the next.</summary>
/// <param name="Id">Unique within its duty.</param>
/// <param name="FromMinute">Minutes after midnight in the city's time zone, in it.</param>
/// <param name="ToMinute">Minutes after that same midnight, not in it any more; more than a day's when it ends on the next day.</param>
/// <param name="Days">The days of the week, when it has no calendar.</param>
/// <param name="Calendar">The days that it is on; then it takes the place of the shifts without a calendar on those days.</param>
public sealed record DutyShift(string Id, int FromMinute, int ToMinute, DutyDays Days, Calendar? Calendar)
{
    public const int MinutesPerDay = 24 * 60;

    /// <summary>The shift at a moment: of those that are on, the one that began last; null when none is.</summary>
    /// <param name="shifts">All shifts of a duty.</param>
    /// <param name="day">In the city's time zone.</param>
    /// <param name="minute">Minutes after its midnight.</param>
    /// <param name="begins">The day on which the shift began; <paramref name="day"/> when there is none.</param>
    public static DutyShift? At(IReadOnlyList<DutyShift> shifts, DateOnly day, int minute, out DateOnly begins)
    {
        begins = day;
        if (LastOn(shifts, day, minute) is { } today)
            return today;
        DutyShift? yesterday = LastOn(shifts, day.AddDays(-1), minute + MinutesPerDay);
        if (yesterday is not null)
            begins = day.AddDays(-1);
        return yesterday;
    }

    /// <summary>As the files write it: <c>20:00-08:00</c>.</summary>
    public string Hours => $"{Clock(FromMinute)}-{Clock(ToMinute > MinutesPerDay ? ToMinute - MinutesPerDay : ToMinute)}";

    /// <summary>True when the shift begins on this day. One with a calendar beats those without.</summary>
    internal bool IsOn(IReadOnlyList<DutyShift> shifts, DateOnly day)
    {
        if (Calendar is not null)
            return Calendar.Contains(day);
        bool isWeekend = day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;
        if (Days == DutyDays.Weekdays && isWeekend || Days == DutyDays.Weekends && !isWeekend)
            return false;
        for (int i = 0; i < shifts.Count; i++)
        {
            if (shifts[i].Calendar?.Contains(day) == true)
                return false;
        }

        return true;
    }

    private static DutyShift? LastOn(IReadOnlyList<DutyShift> shifts, DateOnly day, int minute)
    {
        DutyShift? last = null;
        for (int i = 0; i < shifts.Count; i++)
        {
            DutyShift shift = shifts[i];
            if (minute >= shift.FromMinute && minute < shift.ToMinute && (last is null || shift.FromMinute > last.FromMinute) && shift.IsOn(shifts, day))
                last = shift;
        }

        return last;
    }

    private static string Clock(int minute) => $"{minute / 60:00}:{minute % 60:00}";
}
