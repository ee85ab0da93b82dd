using System.Text;
using Telemetry.Readings.Codecs.Mapping;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>
/// Reads and compiles a kind's mapping of foreign JSON:
/// <code>
/// mapping:
///   samples: /data/points                       # an array of samples; without, the payload itself is one or an array
///   time: { at: /t, format: unix-s }            # unix-s, unix-ms or rfc3339
///   sequence: /n
///   fields:
///     temperature: { at: /env/0/value, scale: 0.1, offset: -40 }
///     mode: { at: /state, map: { 0: idle, 1: running } }
///     armed: /armed
/// </code>
/// </summary>
internal static class PayloadMappingReader
{
    /// <summary>Reads the mapping under a key; null when there is none.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="key">The key.</param>
    /// <param name="fields">The fields that values go to.</param>
    /// <param name="eventNames">The events that field 0 may be; empty for readings.</param>
    /// <param name="mistakes">Takes what is wrong.</param>
    public static PayloadMapping? Read(MappingReader kind, string key, FieldTable fields, IReadOnlyList<string> eventNames, MistakeList mistakes)
    {
        if (kind.Optional(key) is not { } node)
            return null;
        string what = $"'{key}' of {kind.What}";
        if (MappingReader.Open(node, what, mistakes, SystemShapes.Mapping.Names) is not { } reader)
            return null;

        var tree = new MappingTree(mistakes);
        if (reader.Scalar("samples") is { } samples)
        {
            if (tree.AddRoot(samples) is { } place)
                place.IsSamples = true;
            if (!reader.Has("time"))
                mistakes.Add(samples, $"{what} has 'samples' without 'time'; samples of an array need a time of their own");
        }
        else
        {
            tree.Root.IsSamples = true;
        }

        TimeFormat format = ReadTime(reader, tree, mistakes);
        if (reader.Scalar("sequence") is { } sequence && tree.Add(sequence) is { } counted)
            counted.IsSequence = true;
        foreach ((YamlScalar name, YamlNode body) in reader.Entries("fields", required: true))
        {
            if (fields.Find(name.Value) is { } field)
                ReadField(field, body, tree, field.Index == 0 ? eventNames : [], mistakes);
            else
                mistakes.Add(name, $"unknown field '{name.Value}'{NearestName.Hint(name.Value, fields.Fields.Select(f => f.Name))}");
        }

        tree.CheckNesting();
        return new PayloadMapping(tree.Root, tree.Sample, format, tree.Nodes);
    }

    private static TimeFormat ReadTime(MappingReader mapping, MappingTree tree, MistakeList mistakes)
    {
        if (mapping.Optional("time") is not { } node
            || MappingReader.Open(node, $"'time' of {mapping.What}", mistakes, SystemShapes.MappedTime.Names) is not { } time)
        {
            return default;
        }

        if (time.Scalar("at", required: true) is { } at && tree.Add(at) is { } place)
            place.IsTime = true;
        if (time.Scalar("format", required: true) is not { } format)
            return default;
        int index = Array.IndexOf(SystemShapes.TimeFormats, format.Value);
        if (index < 0)
            mistakes.Add(format, $"unknown format '{format.Value}' of a time{NearestName.Hint(format.Value, SystemShapes.TimeFormats)}; there are {string.Join(", ", SystemShapes.TimeFormats)}");
        return (TimeFormat)Math.Max(index, 0);
    }

    private static void ReadField(FieldProfile field, YamlNode body, MappingTree tree, IReadOnlyList<string> eventNames, MistakeList mistakes)
    {
        if (body is YamlScalar pointer)
        {
            tree.Add(pointer)?.Fields.Add(new MappedField(field, 1, 1, 0, []));
            return;
        }

        string what = $"the mapping of field '{field.Name}'";
        if (MappingReader.Open(body, what, mistakes, SystemShapes.MappedField.Names) is not { } reader)
            return;
        double scale = ReadNumber(reader, "scale", 1, field, mistakes);
        double offset = ReadNumber(reader, "offset", 0, field, mistakes);
        List<MappedValue> values = ReadValues(reader, field, eventNames, mistakes);
        if (values.Count > 0 && (reader.Has("scale") || reader.Has("offset")))
            mistakes.Add(reader.PlaceOf("map"), $"{what} has 'map' beside 'scale' or 'offset'; a value is either looked up or calculated");
        if (reader.Scalar("at", required: true) is not { } at)
            return;
        (double multiplier, double divisor) = MappedField.Factors(scale);
        tree.Add(at)?.Fields.Add(new MappedField(field, multiplier, divisor, offset, values));
    }

    private static double ReadNumber(MappingReader reader, string key, double fallback, FieldProfile field, MistakeList mistakes)
    {
        if (reader.Scalar(key) is not { } scalar)
            return fallback;
        if (field.Type != FieldType.Number)
            mistakes.Add(scalar, $"{reader.What} has '{key}', which only goes with a number");
        else if (!MappingReader.TryNumber(scalar, out double number) || !double.IsFinite(number) || (key == "scale" && number == 0))
            mistakes.Add(scalar, $"'{key}' of {reader.What} must be a number{(key == "scale" ? " other than 0" : "")}, not {scalar.Shape}");
        else
            return number;
        return fallback;
    }

    private static List<MappedValue> ReadValues(MappingReader reader, FieldProfile field, IReadOnlyList<string> eventNames, MistakeList mistakes)
    {
        var values = new List<MappedValue>();
        foreach ((YamlScalar foreign, YamlNode node) in reader.Entries("map"))
        {
            byte[] text = Encoding.UTF8.GetBytes(foreign.Value);
            if (text.Length > MappedValues.MaximumMappedText)
                mistakes.Add(foreign, $"a key of 'map' of {reader.What} must be at most {MappedValues.MaximumMappedText} bytes long");
            double number = foreign.IsPlain && MappingReader.TryNumber(foreign, out double parsed) ? parsed : double.NaN;
            if (node is not YamlScalar { IsNull: false } value || !TryRead(field, value, out double meaning))
                mistakes.Add(node, $"'{foreign.Value}' of 'map' of {reader.What} must be {Expected(field)}, not {node.Shape}");
            else if (eventNames.Count > 0 && !eventNames.Contains(value.Value))
                mistakes.Add(value, $"unknown event '{value.Value}'{NearestName.Hint(value.Value, eventNames)}");
            else
                values.Add(new MappedValue(text, number, meaning, field.Type == FieldType.Text ? Encoding.UTF8.GetBytes(value.Value) : null));
        }

        return values;
    }

    private static bool TryRead(FieldProfile field, YamlScalar value, out double meaning)
    {
        meaning = value.Value == "true" ? 1 : 0;
        return field.Type switch
        {
            FieldType.Number => MappingReader.TryNumber(value, out meaning) && double.IsFinite(meaning),
            FieldType.Boolean => value is { IsPlain: true, Value: "true" or "false" },
            _ => value.Value.Length is > 0 and <= MappedValues.MaximumMappedText,
        };
    }

    private static string Expected(FieldProfile field) => field.Type switch
    {
        FieldType.Number => "a number",
        FieldType.Boolean => "true or false",
        _ => $"a text of at most {MappedValues.MaximumMappedText} characters",
    };
}
