using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>A part of some days.</summary>
/// <param name="Weekdays">Bit n for <see cref="DayOfWeek"/> n; every bit when the days are those of <paramref name="Calendar"/>.</param>
/// <param name="Calendar">Null when any day of the week's will do.</param>
/// <param name="FromMinute">Minutes after midnight, in it.</param>
/// <param name="ToMinute">Minutes after that same midnight, not in it any more; more than a day's when it ends on the next day.</param>
internal sealed record ScheduleSpan(int Weekdays, Calendar? Calendar, int FromMinute, int ToMinute)
{
    public bool IsOn(DateOnly day) => (Weekdays >> (int)day.DayOfWeek & 1) != 0 && (Calendar is null || Calendar.Contains(day));
}
