using Telemetry.Readings.Inventory;
using Telemetry.Readings.Inventory.People;

namespace Telemetry.Alerting.Escalation;

/// <summary>Who stands a duty at a moment: its shift by the city's clock and calendars, the people written down for it, and swaps.</summary>
internal sealed class DutyShiftBoard
{
    /// <summary>A day before the last that a date can be, for any time zone.</summary>
    private static readonly long LatestMs = DateTimeOffset.MaxValue.AddDays(-2).ToUnixTimeMilliseconds();

    private readonly Roster _roster;
    private readonly TimeZoneInfo _zone;
    private readonly Dictionary<string, DutyOverride[]> _overrides;
    private readonly long[] _changes;

    public DutyShiftBoard(City city, Roster roster, IReadOnlyList<DutyOverride> overrides)
    {
        _roster = roster;
        _zone = city.Alarms.TimeZone;
        _overrides = overrides.OrderBy(one => one.AtMs).ThenBy(one => one.Id).GroupBy(one => one.DutyId).ToDictionary(those => those.Key, those => those.ToArray());
        _changes = [.. overrides.SelectMany(one => (long[])[one.FromMs, one.UntilMs]).Order()];
    }

    /// <summary>True when a swap begins or ends inside, where one answer does not hold for the whole time.</summary>
    public bool ChangesWithin(long fromMs, long toMs)
    {
        int next = Array.BinarySearch(_changes, fromMs);
        next = next < 0 ? ~next : next;
        while (next < _changes.Length && _changes[next] == fromMs)
        {
            next++;
        }

        return next < _changes.Length && _changes[next] < toMs;
    }

    public DutyLevel LevelOf(Duty duty, long atMs)
    {
        var (shift, day) = ShiftOf(duty, atMs);
        var swaps = SwapsOf(duty, shift, atMs);
        var holders = HoldersOf(duty, shift, day, swaps);
        var deputies = new List<Person>();
        var unheld = new List<Duty>();
        AddNew(deputies, WrittenDown(duty, shift, day, deputies: true).Select(person => Swapped(person, swaps)), holders);
        foreach (var deputy in duty.Deputies)
        {
            var (deputyShift, deputyDay) = ShiftOf(deputy, atMs);
            var those = HoldersOf(deputy, deputyShift, deputyDay, SwapsOf(deputy, deputyShift, atMs));
            AddNew(deputies, those, holders);
            if (those.Count == 0)
            {
                unheld.Add(deputy);
            }
        }

        return new DutyLevel(duty, shift?.Id, holders, deputies, DutyReason.Of(duty, shift, holders, swaps, _roster)) { UnheldDeputies = unheld };
    }

    private (DutyShift? Shift, DateOnly Day) ShiftOf(Duty duty, long atMs)
    {
        var local = TimeZoneInfo.ConvertTime(DateTimeOffset.FromUnixTimeMilliseconds(Math.Clamp(atMs, 0, LatestMs)), _zone);
        var shift = DutyShift.At(duty.Shifts, DateOnly.FromDateTime(local.DateTime), (int)local.TimeOfDay.TotalMinutes, out var day);
        return (shift, day);
    }

    /// <summary>The swaps of a duty that hold; one for a person who is no longer known does not.</summary>
    private DutyOverride[] SwapsOf(Duty duty, DutyShift? shift, long atMs) =>
        _overrides.TryGetValue(duty.Id, out var all)
            ? [.. all.Where(one => one.FromMs <= atMs && atMs < one.UntilMs && (one.Shift is null || one.Shift == shift?.Id) && _roster.Find(one.PersonId) is not null)]
            : [];

    private List<Person> HoldersOf(Duty duty, DutyShift? shift, DateOnly day, DutyOverride[] swaps)
    {
        var holders = new List<Person>();
        var forAll = swaps.Where(one => one.Replaces is null).Select(one => _roster.Find(one.PersonId)!);
        AddNew(holders, forAll, []);
        if (holders.Count == 0)
        {
            AddNew(holders, WrittenDown(duty, shift, day, deputies: false).Select(person => Swapped(person, swaps)), []);
        }

        return holders;
    }

    private IEnumerable<Person> WrittenDown(Duty duty, DutyShift? shift, DateOnly day, bool deputies) => _roster.Of(duty.Id)
        .Where(one => one.Assignment.IsDeputy == deputies && Stands(one.Assignment, shift, day))
        .Select(one => one.Person);

    /// <summary>The last swap counts, when somebody is swapped twice.</summary>
    private Person Swapped(Person person, DutyOverride[] swaps) =>
        swaps.LastOrDefault(one => one.Replaces == person.Id) is { } swap ? _roster.Find(swap.PersonId)! : person;

    private static bool Stands(DutyAssignment assignment, DutyShift? shift, DateOnly day) =>
        !(assignment.From > day)
        && !(assignment.To < day)
        && (assignment.Shifts.Count == 0 || (shift is not null && assignment.Shifts.Contains(shift.Id)));

    private static void AddNew(List<Person> people, IEnumerable<Person> more, List<Person> others)
    {
        foreach (var person in more)
        {
            if (!people.Contains(person) && !others.Contains(person))
            {
                people.Add(person);
            }
        }
    }
}
