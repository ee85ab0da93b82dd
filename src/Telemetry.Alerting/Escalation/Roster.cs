using Telemetry.Readings.Inventory.People;

namespace Telemetry.Alerting.Escalation;

/// <summary>Everybody who can be called, and which duties they stand. Immutable; a reload makes another one.</summary>
public sealed class Roster
{
    private readonly Dictionary<string, Person> _people = [];
    private readonly Dictionary<string, List<(Person Person, DutyAssignment Assignment)>> _byDuty = [];

    public Roster(IReadOnlyList<PersonDefinition> people)
    {
        ArgumentNullException.ThrowIfNull(people);
        foreach (var definition in people)
        {
            var person = new Person(definition.Id, definition.Name, definition.Contacts);
            _people.Add(person.Id, person);
            foreach (var assignment in definition.Duties)
            {
                if (!_byDuty.TryGetValue(assignment.DutyId, out var those))
                {
                    _byDuty.Add(assignment.DutyId, those = []);
                }

                those.Add((person, assignment));
            }
        }

        foreach (var those in _byDuty.Values)
        {
            // Stable: of the same rank the one who stands first in the file.
            var ordered = those.OrderBy(one => one.Assignment.Rank).ToList();
            those.Clear();
            those.AddRange(ordered);
        }

        People = [.. _people.Values];
    }

    public static Roster Empty { get; } = new([]);

    public IReadOnlyList<Person> People { get; }

    public Person? Find(string id) => _people.GetValueOrDefault(id);

    /// <summary>Who is written down for a duty, the first to be called first, whenever they stand it.</summary>
    public IReadOnlyList<(Person Person, DutyAssignment Assignment)> Of(string dutyId) => _byDuty.TryGetValue(dutyId, out var those) ? those : [];
}
