using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Resolves the names that duties use, and finds hours that nobody stands.</summary>
internal sealed class DutyAssembler(CityAssembler names, IReadOnlyList<Calendar> calendars, MistakeList mistakes)
{
    private const string Weekdays = "weekdays";
    private const string Weekends = "weekends";

    private readonly Dictionary<string, (Duty Duty, DutyDefinition Definition)> _duties = [];
    private readonly Dictionary<string, Calendar> _calendars = calendars.ToDictionary(calendar => calendar.Id);

    /// <summary>What was found about a set of shifts: many duties have the same.</summary>
    private readonly Dictionary<string, string?> _gaps = [];

    public IReadOnlyList<Duty> Resolve(IReadOnlyList<DutyDefinition> definitions)
    {
        foreach (DutyDefinition definition in definitions)
        {
            var duty = new Duty
            {
                Id = definition.Id.Value,
                Area = names.FindArea(definition.Area) ?? CityAssembler.Nowhere,
                Systems = [.. definition.Systems.Select(names.FindSystem).OfType<SystemProfile>()],
                Role = definition.Role,
                Post = definition.Post,
                Shifts = ResolveShifts(definition),
            };
            if (!_duties.TryAdd(duty.Id, (duty, definition)))
                mistakes.Add(definition.Id, $"duty '{duty.Id}' is already defined at {_duties[duty.Id].Definition.Id.Place}");
        }

        foreach ((Duty duty, DutyDefinition definition) in _duties.Values)
            duty.Deputies = ResolveDeputies(definition);
        var seen = new HashSet<Duty>();
        foreach ((Duty duty, _) in _duties.Values)
            CheckCycle(duty, seen);
        return [.. _duties.Values.Select(duty => duty.Duty)];
    }

    private Duty[] ResolveDeputies(DutyDefinition definition)
    {
        var deputies = new List<Duty>();
        foreach (YamlScalar name in definition.Deputies)
        {
            if (!_duties.TryGetValue(name.Value, out (Duty Duty, DutyDefinition) found))
                names.Unknown("duty", name, name.Value, _duties.Keys);
            else if (deputies.Contains(found.Duty))
                mistakes.Add(name, $"'{name.Value}' is already a deputy of duty '{definition.Id.Value}'");
            else
                deputies.Add(found.Duty);
        }

        return [.. deputies];
    }

    private DutyShift[] ResolveShifts(DutyDefinition definition)
    {
        var shifts = new List<DutyShift>();
        foreach (ShiftDefinition shift in definition.Shifts)
        {
            DutyDays days = shift.On?.Value switch { Weekdays => DutyDays.Weekdays, Weekends => DutyDays.Weekends, _ => DutyDays.Every };
            Calendar? calendar = null;
            if (days == DutyDays.Every && shift.On is { } on && !_calendars.TryGetValue(on.Value, out calendar))
            {
                names.Unknown("calendar", on, on.Value, [Weekdays, Weekends, .. _calendars.Keys]);
                return [];
            }

            shifts.Add(new DutyShift(shift.Id.Value, shift.FromMinute, shift.ToMinute, days, calendar));
        }

        if (shifts.Count > 0)
        {
            string key = string.Join(';', shifts.Select(shift => $"{shift.FromMinute} {shift.ToMinute} {shift.Days} {shift.Calendar}"));
            if (!_gaps.TryGetValue(key, out string? gap))
                _gaps.Add(key, gap = ShiftCoverage.FindGap(shifts));
            if (gap is not null)
                mistakes.Add(definition.Id, $"duty '{definition.Id.Value}' has hours that no shift covers: {gap}");
        }

        return [.. shifts];
    }

    /// <summary>Two duties that are each other's deputies would be one duty without any.</summary>
    private void CheckCycle(Duty start, HashSet<Duty> seen)
    {
        var path = new List<Duty>();
        var open = new Stack<(Duty Duty, int Next)>();
        if (!seen.Add(start))
            return;
        open.Push((start, 0));
        path.Add(start);
        while (open.TryPop(out (Duty Duty, int Next) at))
        {
            if (at.Next == at.Duty.Deputies.Count)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }

            open.Push((at.Duty, at.Next + 1));
            Duty deputy = at.Duty.Deputies[at.Next];
            int first = path.IndexOf(deputy);
            if (first >= 0)
            {
                string way = string.Join(" -> ", path[first..].Append(deputy).Select(duty => duty.Id));
                mistakes.Add(_duties[at.Duty.Id].Definition.Deputies.First(name => name.Value == deputy.Id), $"duty '{deputy.Id}' is its own deputy: {way}");
            }
            else if (seen.Add(deputy))
            {
                open.Push((deputy, 0));
                path.Add(deputy);
            }
        }
    }
}
