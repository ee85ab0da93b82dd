using System.Globalization;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Finds hours that no shift of a duty covers: in a week like others, and on and behind each day of its calendars.</summary>
internal static class ShiftCoverage
{
    /// <summary>A gap in words, such as <c>sat 20:00-24:00</c>; null when there is none.</summary>
    public static string? FindGap(IReadOnlyList<DutyShift> shifts)
    {
        DutyShift[] ordinary = [.. shifts.Where(shift => shift.Calendar is null)];
        // A Monday; which one does not matter to shifts without a calendar.
        var monday = new DateOnly(2024, 1, 1);
        for (int i = 0; i < 7; i++)
        {
            DateOnly day = monday.AddDays(i);
            if (GapOn(ordinary, day) is { } gap)
                return $"{CultureInfo.InvariantCulture.DateTimeFormat.GetAbbreviatedDayName(day.DayOfWeek).ToLowerInvariant()} {gap}";
        }

        foreach (DateOnly special in shifts.SelectMany(shift => shift.Calendar?.Days ?? []).Distinct().Order())
        {
            foreach (DateOnly day in (DateOnly[])[special, special.AddDays(1)])
            {
                if (GapOn(shifts, day) is { } gap)
                    return $"{day:yyyy-MM-dd} {gap}";
            }
        }

        return null;
    }

    private static string? GapOn(IReadOnlyList<DutyShift> shifts, DateOnly day)
    {
        int from = 0;
        while (from < DutyShift.MinutesPerDay && DutyShift.At(shifts, day, from, out DateOnly begins) is { } shift)
        {
            from = begins == day ? shift.ToMinute : shift.ToMinute - DutyShift.MinutesPerDay;
        }

        if (from >= DutyShift.MinutesPerDay)
            return null;
        int to = from;
        while (to < DutyShift.MinutesPerDay && DutyShift.At(shifts, day, to, out _) is null)
            to++;
        return string.Create(CultureInfo.InvariantCulture, $"{from / 60:00}:{from % 60:00}-{to / 60:00}:{to % 60:00}");
    }
}
