using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads what holds for all rules of the city, and its calendars.</summary>
internal sealed class AlarmsReader(MistakeList mistakes)
{
    /// <summary>A calendar of more days than this is a mistake in a range.</summary>
    private const int MaximumDays = 10_000;

    private readonly Dictionary<string, (Calendar Calendar, YamlScalar Place)> _calendars = [];
    private YamlNode? _told;

    public AlarmDefaults Defaults { get; private set; } = AlarmDefaults.None;

    public IReadOnlyList<Calendar> Calendars => [.. _calendars.Values.Select(c => c.Calendar)];

    public void Read(YamlNode node)
    {
        if (_told is not null)
        {
            mistakes.Add(node, $"'alarms' is already defined at {_told.Place}");
            return;
        }

        _told = node;
        if (MappingReader.Open(node, "'alarms'", mistakes, CityShapes.Alarms.Names) is not { } reader)
            return;
        if (reader.Scalar("time-zone") is { } zone)
            ReadZone(zone);
        if (reader.Scalar("chatter") is { } chatter)
        {
            if (OccurrenceText.TryParse(chatter.Value, out int count, out TimeSpan within))
                Defaults = Defaults with { ChatterCount = count, ChatterWithin = within };
            else
                mistakes.Add(chatter, $"'chatter' of 'alarms' must be a count and a time such as '3 in 1m', not {chatter.Shape}");
        }

        if (reader.Scalar("backlog") is { } backlog)
        {
            if (DurationText.TryParseIntervals(backlog.Value, out int intervals))
                Defaults = Defaults with { BacklogIntervals = intervals };
            else if (DurationText.TryParse(backlog.Value, out TimeSpan limit))
                Defaults = Defaults with { BacklogIntervals = 0, Backlog = limit };
            else
                mistakes.Add(backlog, $"'backlog' of 'alarms' must be '3 intervals' or a duration such as 5m, not {backlog.Shape}");
        }
    }

    public void ReadCalendar(YamlNode item)
    {
        if (MappingReader.Open(item, "a calendar", mistakes, CityShapes.Calendar.Names) is not { } reader)
            return;
        YamlScalar? id = reader.Id("id");
        LocalizedText? title = reader.Localized("title");
        var days = new HashSet<DateOnly>();
        foreach (YamlScalar scalar in reader.Scalars("days", required: true))
        {
            if (!TryRange(scalar.Value, out DateOnly first, out DateOnly last) || last.DayNumber - first.DayNumber > MaximumDays)
            {
                mistakes.Add(scalar, $"a day of calendar '{id?.Value}' must be a date such as 2026-10-01 or a range such as 2026-10-01..2026-10-07, not {scalar.Shape}");
                continue;
            }

            for (DateOnly day = first; day <= last; day = day.AddDays(1))
                days.Add(day);
        }

        if (id is not null && !_calendars.TryAdd(id.Value, (new Calendar(id.Value, title ?? id.AsTitle(), days), id)))
            mistakes.Add(id, $"calendar '{id.Value}' is already defined at {_calendars[id.Value].Place.Place}");
    }

    private void ReadZone(YamlScalar zone)
    {
        if (TimeZoneInfo.TryFindSystemTimeZoneById(zone.Value, out TimeZoneInfo? found))
            Defaults = Defaults with { TimeZone = found };
        else
            mistakes.Add(zone, $"unknown time zone '{zone.Value}'; write its name in the IANA database, such as {AlarmDefaults.DefaultTimeZone}");
    }

    private static bool TryRange(string text, out DateOnly first, out DateOnly last)
    {
        int dots = text.IndexOf("..", StringComparison.Ordinal);
        string to = dots < 0 ? text : text[(dots + 2)..];
        last = default;
        return TryDay(dots < 0 ? text : text[..dots], out first) && TryDay(to, out last) && first <= last;
    }

    private static bool TryDay(string text, out DateOnly day) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out day);
}
