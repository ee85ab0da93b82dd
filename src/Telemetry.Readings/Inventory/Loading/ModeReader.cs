using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the modes or phases of a kind and the ranges that are normal in them.</summary>
internal static class ModeReader
{
    public static IReadOnlyList<ModeProfile> Read(MappingReader kind, string key, FieldTable fields, MistakeList mistakes)
    {
        var modes = new List<ModeProfile>();
        foreach ((YamlScalar name, YamlNode body) in kind.Entries(key))
        {
            string what = $"'{name.Value}' of '{key}'";
            Names.CheckId(name, $"a name under '{key}'", mistakes);
            if (MappingReader.Open(body, what, mistakes, SystemShapes.Mode.Names) is not { } reader)
                continue;
            LocalizedText title = reader.Localized("title") ?? new LocalizedText(name.Value, name.Value);
            modes.Add(new ModeProfile(name.Value, title, ReadNormal(reader, what, fields, mistakes)));
        }

        return modes;
    }

    private static Dictionary<string, (double Minimum, double Maximum)> ReadNormal(
        MappingReader reader, string what, FieldTable fields, MistakeList mistakes)
    {
        var ranges = new Dictionary<string, (double Minimum, double Maximum)>();
        foreach ((YamlScalar name, YamlNode node) in reader.Entries("normal"))
        {
            if (fields.Find(name.Value) is not { } field)
                mistakes.Add(name, $"unknown field '{name.Value}'{NearestName.Hint(name.Value, fields.Fields.Select(f => f.Name))}");
            else if (field.Type != FieldType.Number)
                mistakes.Add(name, $"field '{name.Value}' is not a number and has no range");
            else if (MappingReader.ReadRange(node, $"'{name.Value}' of {what}", mistakes) is not { } range)
                continue;
            else if (range.Minimum < field.PhysicalMinimum || range.Maximum > field.PhysicalMaximum)
                mistakes.Add(node, $"'{name.Value}' of {what} must lie inside 'physical'");
            else
                ranges.Add(name.Value, range);
        }

        return ranges;
    }
}
