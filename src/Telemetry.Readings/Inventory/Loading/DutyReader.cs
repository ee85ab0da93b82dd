using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads a duty and its shifts.</summary>
internal sealed class DutyReader(MistakeList mistakes)
{
    /// <summary>More shifts than this are a mistake: one for each quarter of an hour of a day.</summary>
    private const int MaximumShifts = 96;

    public DutyDefinition? Read(YamlNode item)
    {
        if (MappingReader.Open(item, "a duty", mistakes, CityShapes.Duty.Names) is not { } reader)
            return null;
        YamlScalar? id = reader.Id("id");
        if (id is not null)
            reader.What = $"duty '{id.Value}'";
        YamlScalar? area = reader.Scalar("area", required: true);
        IReadOnlyList<YamlScalar> systems = reader.Scalars("systems", required: true);
        LocalizedText? role = reader.Localized("role");
        var post = (DutyPost?)reader.Choice("post", CityShapes.Posts);
        IReadOnlyList<YamlScalar> deputies = reader.Scalars("deputies");
        IReadOnlyList<ShiftDefinition> shifts = ReadShifts(reader);
        return id is null ? null : new DutyDefinition(id, area, systems, role ?? id.AsTitle()) { Post = post, Deputies = deputies, Shifts = shifts };
    }

    private List<ShiftDefinition> ReadShifts(MappingReader duty)
    {
        var shifts = new List<ShiftDefinition>();
        IReadOnlyList<YamlNode> items = duty.Items("shifts");
        if (items.Count > MaximumShifts)
        {
            mistakes.Add(duty.PlaceOf("shifts"), $"{duty.What} has {items.Count} shifts; at most {MaximumShifts} are allowed");
            return shifts;
        }

        foreach (YamlNode item in items)
        {
            if (MappingReader.Open(item, $"a shift of {duty.What}", mistakes, CityShapes.Shift.Names) is not { } reader)
                continue;
            YamlScalar? id = reader.Id("id");
            YamlScalar? on = reader.Id("on", required: false);
            if (reader.Scalar("during", required: true) is not { } during)
                continue;
            if (!TryHours(during.Value, out int from, out int to))
                mistakes.Add(during, $"'during' of a shift of {duty.What} must be hours such as 08:00-20:00 or 20:00-08:00, not {during.Shape}");
            else if (id is not null && shifts.Find(shift => shift.Id.Value == id.Value) is { } other)
                mistakes.Add(id, $"shift '{id.Value}' of {duty.What} is already defined at {other.Id.Place}");
            else if (id is not null)
                shifts.Add(new ShiftDefinition(id, from, to, on));
        }

        return shifts;
    }

    /// <summary>An end at or before the begin is one on the next day: 08:00-08:00 are 24 hours.</summary>
    private static bool TryHours(string text, out int from, out int to)
    {
        (from, to) = (0, 0);
        if (text.Split('-') is not [var begin, var end]
            || !TryMinute(begin, out from)
            || from == DutyShift.MinutesPerDay
            || !TryMinute(end, out to))
        {
            return false;
        }

        to += to <= from ? DutyShift.MinutesPerDay : 0;
        return true;
    }

    private static bool TryMinute(string text, out int minute)
    {
        minute = DutyShift.MinutesPerDay;
        if (text == "24:00")
            return true;
        bool isTime = TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out TimeOnly time);
        minute = (time.Hour * 60) + time.Minute;
        return isTime;
    }
}
