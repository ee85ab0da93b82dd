using System.Globalization;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Loading;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.People;

/// <summary>Reads a person. What is private is named by its key only, since mistakes go to logs.</summary>
internal sealed class PersonReader(City city, MistakeList mistakes)
{
    private const int MaximumContacts = 32;
    private const int MaximumContact = 256;
    private const int MaximumContactName = 32;
    private const int MaximumName = 128;
    private const int MaximumDuties = 256;
    private const int MaximumRank = 1000;

    private readonly List<PersonDefinition> _people = [];
    private readonly Dictionary<string, YamlScalar> _ids = [];
    private readonly Dictionary<string, Duty> _duties = city.Duties.ToDictionary(duty => duty.Id);

    public IReadOnlyList<PersonDefinition> People => _people;

    public void Read(YamlNode item)
    {
        if (item is not YamlMapping)
        {
            mistakes.Add(item, "a person must be a mapping ({ id: ..., name: ... })");
            return;
        }

        MappingReader reader = MappingReader.Open(item, "a person", mistakes, PeopleShapes.Person.Names)!;
        YamlScalar? id = reader.Id("id");
        if (id is not null)
            reader.What = $"person '{id.Value}'";
        LocalizedText? name = reader.Localized("name");
        if (name is { Zh.Length: > MaximumName } or { En.Length: > MaximumName } || name is not null && (HasControl(name.Zh) || HasControl(name.En)))
            mistakes.Add(reader.PlaceOf("name"), $"'name' of {reader.What} may have {MaximumName} characters and no line breaks");
        Dictionary<string, string> contacts = ReadContacts(reader);
        List<DutyAssignment> duties = ReadDuties(reader);
        if (id is null)
            return;
        if (!_ids.TryAdd(id.Value, id))
            mistakes.Add(id, $"person '{id.Value}' is already defined at {_ids[id.Value].Place}");
        _people.Add(new PersonDefinition(id.Value, name ?? id.AsTitle(), contacts, duties));
    }

    private Dictionary<string, string> ReadContacts(MappingReader person)
    {
        var contacts = new Dictionary<string, string>();
        if (person.Optional("contacts") is not { } node)
            return contacts;
        if (node is not YamlMapping mapping || mapping.Entries.Count > MaximumContacts)
        {
            mistakes.Add(node, $"'contacts' of {person.What} must be a mapping such as {{ phone: \"+86...\" }} of at most {MaximumContacts} ways");
            return contacts;
        }

        foreach ((YamlScalar key, YamlNode value) in mapping.Entries)
        {
            if (key.Value.Length is 0 or > MaximumContactName || !char.IsAsciiLetterLower(key.Value[0]) || !Names.IsId(key.Value))
                mistakes.Add(key, $"the name of a contact way of {person.What} must be 1 to {MaximumContactName} of a-z, 0-9 and '-', and begin with a letter");
            else if (value is not YamlScalar { IsNull: false, Value.Length: > 0 and <= MaximumContact } scalar || HasControl(scalar.Value))
                mistakes.Add(value, $"contact '{key.Value}' of {person.What} must be a text of 1 to {MaximumContact} characters without line breaks");
            else if (key.Value == "phone" && !IsPhone(scalar.Value))
                mistakes.Add(value, $"contact 'phone' of {person.What} is no telephone number: write digits, best with the country's code and in quotes, such as \"+86 635 000 0000\"");
            else
                contacts[key.Value] = scalar.Value;
        }

        return contacts;
    }

    private List<DutyAssignment> ReadDuties(MappingReader person)
    {
        var duties = new List<DutyAssignment>();
        IReadOnlyList<YamlNode> items = person.Optional("duties") is null ? [] : person.Items("duties");
        if (items.Count > MaximumDuties)
            mistakes.Add(person.PlaceOf("duties"), $"{person.What} has {items.Count} duties; at most {MaximumDuties} are allowed");
        foreach (YamlNode item in items.Take(MaximumDuties))
        {
            if (MappingReader.Open(item, $"a duty of {person.What}", mistakes, PeopleShapes.Assignment.Names) is not { } reader)
                continue;
            YamlScalar? name = reader.Scalar("duty", required: true);
            bool isDeputy = reader.Choice("as", PeopleShapes.Roles) == 1;
            Duty? duty = null;
            if (name is not null && !_duties.TryGetValue(name.Value, out duty))
                mistakes.Add(name, $"unknown duty '{name.Value}'{mistakes.Hint(name.Value, _duties.Keys)}");
            string[] shifts = ReadShifts(reader, duty);
            DateOnly? from = Day(reader, "from");
            DateOnly? to = Day(reader, "to");
            if (from > to)
                mistakes.Add(reader.PlaceOf("to"), $"'to' of {reader.What} is before 'from'");
            int rank = Rank(reader);
            if (duty is not null)
                duties.Add(new DutyAssignment(duty.Id, isDeputy, shifts, from, to, rank));
        }

        return duties;
    }

    private string[] ReadShifts(MappingReader reader, Duty? duty)
    {
        IReadOnlyList<YamlScalar> names = reader.Scalars("shifts");
        if (duty is null)
            return [];
        foreach (YamlScalar shift in names.Where(shift => duty.Shifts.All(known => known.Id != shift.Value)))
        {
            string hint = duty.Shifts.Count == 0 ? "; it has no shifts" : NearestName.Hint(shift.Value, [.. duty.Shifts.Select(known => known.Id)]);
            mistakes.Add(shift, $"duty '{duty.Id}' has no shift '{shift.Value}'{hint}");
        }

        return [.. names.Select(shift => shift.Value)];
    }

    private DateOnly? Day(MappingReader reader, string key)
    {
        if (reader.Scalar(key) is not { } scalar)
            return null;
        if (DateOnly.TryParseExact(scalar.Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day))
            return day;
        mistakes.Add(scalar, $"'{key}' of {reader.What} must be a day such as 2026-10-01, not {scalar.Shape}");
        return null;
    }

    private int Rank(MappingReader reader)
    {
        if (reader.Scalar("rank") is not { } scalar)
            return 1;
        if (int.TryParse(scalar.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int rank) && rank is >= 1 and <= MaximumRank)
            return rank;
        mistakes.Add(scalar, $"'rank' of {reader.What} must be a whole number from 1 to {MaximumRank}, not {scalar.Shape}");
        return 1;
    }

    private static bool IsPhone(string text) =>
        text.Length is >= 3 and <= 32 && text.Any(char.IsAsciiDigit) && text.TrimStart('+').All(c => char.IsAsciiDigit(c) || c is ' ' or '-');

    private static bool HasControl(string text) => text.Any(c => char.IsControl(c) || c is '\u2028' or '\u2029');
}
