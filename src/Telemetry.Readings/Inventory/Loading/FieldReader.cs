using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the fields of a kind, the attributes of its events and the arguments of its commands: one shape for all.</summary>
internal static class FieldReader
{
    public const int MaximumFields = 512;

    private static readonly string[] Types = ["number", "boolean", "text"];

    /// <summary>Reads a table.</summary>
    /// <param name="entries">Names and bodies.</param>
    /// <param name="first">A field that comes before those of the file, such as <c>event</c>.</param>
    /// <param name="isTitleRequired">False where nobody reads one: the arguments of commands.</param>
    /// <param name="located">Takes the name's node of each field, for mistakes that are found later.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static FieldTable Read(
        IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries,
        FieldProfile? first,
        bool isTitleRequired,
        Action<YamlScalar, FieldProfile>? located,
        MistakeList mistakes)
    {
        var fields = new List<FieldProfile>();
        if (first is not null)
            fields.Add(first);
        if (entries.Count > MaximumFields)
            mistakes.Add(entries[MaximumFields].Key, $"more than {MaximumFields} fields");
        foreach ((YamlScalar name, YamlNode body) in entries.Take(MaximumFields))
        {
            bool isNamed = Names.CheckFieldName(name, mistakes);
            FieldProfile? field = ReadField(fields.Count, name.Value, body, isTitleRequired, mistakes);

            // A field with a mistake still counts as known, or every rule on it would be a mistake too.
            fields.Add(field ?? new FieldProfile(fields.Count, name.Value, FieldType.Number, "", new LocalizedText(name.Value, name.Value)));
            if (isNamed && field is not null)
                located?.Invoke(name, field);
        }

        return new FieldTable(fields);
    }

    private static FieldProfile? ReadField(int index, string name, YamlNode body, bool isTitleRequired, MistakeList mistakes)
    {
        string what = $"field '{name}'";
        if (MappingReader.Open(body, what, mistakes, "type", "unit", "physical", "normal", PlausibilityReader.MaximumRate, PlausibilityReader.StuckAfter, "title") is not { } reader)
            return null;

        LocalizedText? title = reader.Localized("title", isTitleRequired);
        FieldType? type = ReadType(reader, what, mistakes);
        if (type is FieldType.Boolean or FieldType.Text)
        {
            foreach (string key in (ReadOnlySpan<string>)["unit", "physical", "normal", PlausibilityReader.MaximumRate, PlausibilityReader.StuckAfter])
            {
                if (reader.Has(key))
                    mistakes.Add(reader.PlaceOf(key), $"{what} has '{key}', which only a number has");
            }
        }

        string unit = type == FieldType.Number ? reader.Scalar("unit", required: true)?.Value ?? "" : "";
        (double Minimum, double Maximum) physical = reader.Range("physical") ?? (double.NegativeInfinity, double.PositiveInfinity);
        (double Minimum, double Maximum) normal = reader.Range("normal") ?? (double.NaN, double.NaN);
        if (normal.Minimum < physical.Minimum || normal.Maximum > physical.Maximum)
            mistakes.Add(reader.Optional("normal")!, $"'normal' of {what} must lie inside 'physical'");

        (double change, TimeSpan window) = PlausibilityReader.ReadRate(reader, mistakes);
        return new FieldProfile(index, name, type ?? FieldType.Number, unit, title ?? new LocalizedText(name, name))
        {
            PhysicalMinimum = physical.Minimum,
            PhysicalMaximum = physical.Maximum,
            NormalMinimum = normal.Minimum,
            NormalMaximum = normal.Maximum,
            MaximumChange = change,
            ChangeWindow = window,
            StuckAfter = PlausibilityReader.ReadStuckAfter(reader),
        };
    }

    private static FieldType? ReadType(MappingReader reader, string what, MistakeList mistakes)
    {
        if (reader.Scalar("type") is not { } scalar)
            return FieldType.Number;
        int index = Array.IndexOf(Types, scalar.Value);
        if (index >= 0)
            return (FieldType)index;
        mistakes.Add(scalar, $"unknown type '{scalar.Value}' of {what}{NearestName.Hint(scalar.Value, Types)}");
        return null;
    }
}
