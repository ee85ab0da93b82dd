using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the fields of a kind, the attributes of its events and the arguments of its commands: one shape for all.</summary>
internal sealed class FieldReader(UnitReader units, FieldUse use, MistakeList mistakes)
{
    public const int MaximumFields = 512;

    /// <summary>Of an expression, in characters; as of a rule's.</summary>
    private const int MaximumExpression = 4096;

    private static readonly string[] OfSensors = [PlausibilityReader.MaximumRate, PlausibilityReader.StuckAfter];
    private static readonly string[] OfNumbers = ["unit", "physical", "normal", "resolution", "derived", PlausibilityReader.MaximumRate, PlausibilityReader.StuckAfter];

    /// <summary>Reads a table.</summary>
    /// <param name="entries">Names and bodies.</param>
    /// <param name="first">A field that comes before those of the file, such as <c>event</c>.</param>
    /// <param name="located">Takes the name's node of each field, for mistakes that are found later.</param>
    public FieldTable Read(
        IReadOnlyList<KeyValuePair<YamlScalar, YamlNode>> entries, FieldProfile? first, Action<YamlScalar, FieldProfile>? located)
    {
        var fields = new List<FieldProfile>();
        if (first is not null)
            fields.Add(first);
        if (entries.Count > MaximumFields)
            mistakes.Add(entries[MaximumFields].Key, $"more than {MaximumFields} fields");
        foreach ((YamlScalar name, YamlNode body) in entries.Take(MaximumFields))
        {
            bool isNamed = Names.CheckFieldName(name, mistakes, "field");
            FieldProfile? field = ReadField(fields.Count, name.Value, body);

            // A field with a mistake still counts as known, or every rule on it would be a mistake too.
            fields.Add(field ?? new FieldProfile(fields.Count, name.Value, FieldType.Number, "", new LocalizedText(name.Value, name.Value)));
            if (isNamed && field is not null)
                located?.Invoke(name, field);
        }

        return new FieldTable(fields);
    }

    private FieldProfile? ReadField(int index, string name, YamlNode body)
    {
        string what = $"field '{name}'";
        if (MappingReader.Open(body, what, mistakes, SystemShapes.Field.Names) is not { } reader)
            return null;

        // Nobody reads the titles of arguments.
        LocalizedText? title = reader.Localized("title", required: use != FieldUse.Argument);
        FieldType? type = ReadType(reader, what);
        CheckKeys(reader, type, what);
        string unit = type == FieldType.Number ? units.Read(reader) : "";
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
            Resolution = ReadResolution(reader, what, physical),
            Values = type == FieldType.Text ? ReadValues(reader) : [],
            Derived = type == FieldType.Number && use == FieldUse.Reading ? ReadDerived(reader, what) : null,
            MaximumChange = change,
            ChangeWindow = window,
            StuckAfter = PlausibilityReader.ReadStuckAfter(reader),
        };
    }

    private LocatedText? ReadDerived(MappingReader reader, string what)
    {
        LocatedText? text = reader.Text("derived");
        if (text is null || text.Value.Length <= MaximumExpression)
            return text;
        mistakes.Add(reader.Optional("derived")!, $"'derived' of {what} has more than {MaximumExpression} characters");
        return null;
    }

    private FieldType? ReadType(MappingReader reader, string what)
    {
        if (reader.Scalar("type") is not { } scalar)
            return FieldType.Number;
        int index = Array.IndexOf(SystemShapes.FieldTypes, scalar.Value);
        if (index >= 0)
            return (FieldType)index;
        mistakes.Add(scalar, $"unknown type '{scalar.Value}' of {what}{NearestName.Hint(scalar.Value, SystemShapes.FieldTypes)}");
        return null;
    }

    private void CheckKeys(MappingReader reader, FieldType? type, string what)
    {
        foreach (string key in OfNumbers.Where(key => type is FieldType.Boolean or FieldType.Text && reader.Has(key)))
            mistakes.Add(reader.PlaceOf(key), $"{what} has '{key}', which only a number has");
        if (type is FieldType.Number or FieldType.Boolean && reader.Has("values"))
            mistakes.Add(reader.PlaceOf("values"), $"{what} has 'values', which only a text has");
        foreach (string key in OfSensors.Where(key => type == FieldType.Number && reader.Has("derived") && reader.Has(key)))
            mistakes.Add(reader.PlaceOf(key), $"{what} has '{key}', which is not judged of a derived field; give it to the fields that it is made of");
        if (type == FieldType.Number && use != FieldUse.Reading && reader.Has("derived"))
            mistakes.Add(reader.PlaceOf("derived"), $"{what} has 'derived', which only the fields of readings have");
    }

    private double ReadResolution(MappingReader reader, string what, (double Minimum, double Maximum) physical)
    {
        if (reader.Number("resolution") is not { } resolution)
            return double.NaN;
        if (resolution > 0 && resolution <= physical.Maximum - physical.Minimum)
            return resolution;
        mistakes.Add(reader.Optional("resolution")!, $"'resolution' of {what} must be more than 0 and no more than the physical range is wide");
        return double.NaN;
    }

    private List<string> ReadValues(MappingReader reader)
    {
        var values = new List<string>();
        foreach (YamlScalar value in reader.Scalars("values"))
        {
            if (values.Contains(value.Value))
                mistakes.Add(value, $"the value '{value.Value}' is there twice");
            else
                values.Add(value.Value);
        }

        return values;
    }
}
