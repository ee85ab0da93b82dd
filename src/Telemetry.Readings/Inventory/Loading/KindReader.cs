using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the kinds of a system. They share two measurements, so a field keeps one type in all of them.</summary>
internal sealed class KindReader(SystemProfile system, MistakeList mistakes)
{
    private readonly Dictionary<string, (YamlScalar Name, FieldType Type)> _readings = [];
    private readonly Dictionary<string, (YamlScalar Name, FieldType Type)> _events = [];

    public DeviceKind? Read(YamlScalar name, YamlNode body)
    {
        Names.CheckId(name, "the id of a kind", mistakes);
        string what = $"kind '{name.Value}'";
        if (MappingReader.Open(body, what, mistakes, ["title", "interval", "fields", "events", "event-fields", "commands", "rules", .. PayloadFormatReader.Keys]) is not { } reader)
            return null;

        LocalizedText? title = reader.Localized("title");
        reader.Duration("interval", out TimeSpan interval, required: true);
        FieldTable readings = FieldReader.Read(
            reader.Entries("fields"), null, isTitleRequired: true, (node, field) => CheckType(_readings, node, field), mistakes);
        IReadOnlyList<string> events = ReadEventNames(reader);
        var eventField = new FieldProfile(0, "event", FieldType.Text, "", new LocalizedText("事件", "Event"));
        FieldTable attributes = FieldReader.Read(
            reader.Entries("event-fields"), eventField, isTitleRequired: true, (node, field) => CheckType(_events, node, field), mistakes);
        if (!reader.Has("fields") && !reader.Has("events"))
            mistakes.Add(reader.Node, $"{what} has neither 'fields' nor 'events'");
        if (reader.Has("event-fields") && !reader.Has("events"))
            mistakes.Add(reader.PlaceOf("event-fields"), $"{what} has 'event-fields', which only go with 'events'");

        IReadOnlyList<CommandProfile> commands = CommandReader.ReadProfiles(reader, mistakes);
        return new DeviceKind
        {
            Id = name.Value,
            System = system,
            Title = title ?? new LocalizedText(name.Value, name.Value),
            Interval = interval,
            Readings = readings,
            Events = attributes,
            EventNames = events,
            Payload = PayloadFormatReader.Read(reader, readings, attributes, events, mistakes),
            Commands = commands,
            Rules = RuleReader.Read(reader, events, commands, mistakes),
        };
    }

    private IReadOnlyList<string> ReadEventNames(MappingReader reader)
    {
        var names = new Dictionary<string, YamlScalar>();
        foreach (YamlScalar scalar in reader.Scalars("events"))
        {
            if (Names.CheckId(scalar, "the name of an event", mistakes) && !names.TryAdd(scalar.Value, scalar))
                mistakes.Add(scalar, $"event '{scalar.Value}' is already named at {names[scalar.Value].Place}");
        }

        return [.. names.Keys];
    }

    private void CheckType(Dictionary<string, (YamlScalar Name, FieldType Type)> known, YamlScalar name, FieldProfile field)
    {
        if (!known.TryAdd(field.Name, (name, field.Type)) && known[field.Name].Type != field.Type)
        {
            string types = $"{field.Type.ToString().ToLowerInvariant()} here and {known[field.Name].Type.ToString().ToLowerInvariant()} at {known[field.Name].Name.Place}";
            mistakes.Add(name, $"field '{field.Name}' is {types}; kinds of one system share a measurement, so it must be the same");
        }
    }
}
