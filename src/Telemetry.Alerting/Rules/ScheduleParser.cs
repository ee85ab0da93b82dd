using System.Globalization;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Rules;

/// <summary>Reads <c>during</c>: each text is <c>[not] [DAYS] [HH:MM-HH:MM]</c>, and days are of the week or of a calendar.</summary>
/// <param name="city">Null when the city could not be read: calendars are then not known.</param>
internal sealed class ScheduleParser(City? city, ICollection<Mistake> mistakes)
{
    private const int EveryDay = 0b111_1111;
    private const int MinutesPerDay = 24 * 60;
    private static readonly string[] DayNames = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    /// <summary>Null when the rule has no schedule, or one with a mistake.</summary>
    public Schedule? Parse(IReadOnlyList<LocatedText> texts)
    {
        var spans = new List<ScheduleSpan>();
        var exceptions = new List<ScheduleSpan>();
        int before = mistakes.Count;
        foreach (var text in texts)
        {
            string[] words = text.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            bool isException = words.Length > 0 && words[0] == "not";
            if (Span(text, isException ? words[1..] : words) is { } span)
            {
                (isException ? exceptions : spans).Add(span);
            }
        }

        return texts.Count == 0 || mistakes.Count > before ? null : new Schedule((city?.Alarms ?? AlarmDefaults.None).TimeZone, spans, exceptions);
    }

    private ScheduleSpan? Span(LocatedText text, string[] words)
    {
        if (words.Length is 0 or > 2)
        {
            return Wrong(text, 0, $"'{text}' is no time: write 22:00-05:00, mon-fri 08:00-18:00, the name of a calendar, or one of these after 'not'");
        }

        (int from, int to) = (0, MinutesPerDay);
        string last = words[^1];
        bool hasTime = char.IsAsciiDigit(last[0]);
        if ((hasTime || words.Length == 2) && !TryTimes(last, out from, out to))
        {
            return Wrong(text, text.Value.LastIndexOf(last, StringComparison.Ordinal), $"'{last}' is no part of a day such as 22:00-05:00");
        }

        if (hasTime && words.Length == 1)
        {
            return new ScheduleSpan(EveryDay, null, from, to);
        }

        string days = words[0];
        int at = text.Value.IndexOf(days, text.Value.StartsWith("not ", StringComparison.Ordinal) ? 4 : 0, StringComparison.Ordinal);
        if (TryWeekdays(days, out int weekdays))
        {
            return new ScheduleSpan(weekdays, null, from, to);
        }

        if (city is null)
        {
            return null;
        }

        var calendar = city.Calendars.FirstOrDefault(calendar => calendar.Id == days);
        return calendar is not null
            ? new ScheduleSpan(EveryDay, calendar, from, to)
            : Wrong(text, at, $"'{days}' is neither days of the week such as mon-fri or sat,sun nor a calendar of the city{NearestName.Hint(days, [.. city.Calendars.Select(known => known.Id)])}");
    }

    private static bool TryWeekdays(string text, out int weekdays)
    {
        weekdays = 0;
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            int first = Array.IndexOf(DayNames, ends[0]);
            int last = Array.IndexOf(DayNames, ends[^1]);
            if (ends.Length > 2 || first < 0 || last < 0)
            {
                return false;
            }

            for (int day = first; ; day = (day + 1) % DayNames.Length)
            {
                weekdays |= 1 << day;
                if (day == last)
                {
                    break;
                }
            }
        }

        return true;
    }

    /// <summary>An end at or before the begin is one on the next day.</summary>
    private static bool TryTimes(string text, out int from, out int to)
    {
        (from, to) = (0, 0);
        if (text.Split('-') is not [var begin, var end] || !TryMinute(begin, out from) || from == MinutesPerDay || !TryMinute(end, out to) || from == to)
        {
            return false;
        }

        to += to < from ? MinutesPerDay : 0;
        return true;
    }

    private static bool TryMinute(string text, out int minute)
    {
        minute = MinutesPerDay;
        if (text == "24:00")
        {
            return true;
        }

        bool isTime = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time);
        minute = (time.Hour * 60) + time.Minute;
        return isTime;
    }

    private ScheduleSpan? Wrong(LocatedText text, int offset, string message)
    {
        mistakes.Add(text.MistakeAt(Math.Max(0, offset), message));
        return null;
    }
}
