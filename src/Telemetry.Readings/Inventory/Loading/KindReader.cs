using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads the kinds of a system. They share two measurements, so a field keeps one type in all of them.</summary>
internal sealed class KindReader(SystemProfile system, UnitReader units, MistakeList mistakes)
{
    private readonly Dictionary<string, (YamlScalar Name, FieldType Type)> _readings = [];
    private readonly Dictionary<string, (YamlScalar Name, FieldType Type)> _events = [];

    public DeviceKind? Read(YamlScalar name, YamlNode body)
    {
        Names.CheckId(name, "the id of a kind", mistakes);
        string what = $"kind '{name.Value}'";
        if (MappingReader.Open(body, what, mistakes, SystemShapes.Kind.Names) is not { } reader)
            return null;

        LocalizedText? title = reader.Localized("title");
        reader.Duration("interval", out TimeSpan interval, required: true);
        if (reader.Duration("fastest-interval", out TimeSpan fastest) is not null && interval > TimeSpan.Zero && fastest > interval)
            mistakes.Add(reader.PlaceOf("fastest-interval"), $"'fastest-interval' of {what} is longer than its 'interval'");
        var inventory = new ParameterReader(units, mistakes);
        IReadOnlyList<ParameterProfile> parameters = inventory.ReadParameters(reader);
        IReadOnlyList<CurveProfile> curves = inventory.ReadCurves(reader);
        FieldTable readings = new FieldReader(units, FieldUse.Reading, mistakes).Read(
            reader.Entries("fields"), null, (node, field) => CheckReading(inventory, node, field));
        IReadOnlyList<string> events = ReadEventNames(reader);
        var eventField = new FieldProfile(0, "event", FieldType.Text, "", new LocalizedText("事件", "Event"));
        FieldTable attributes = new FieldReader(units, FieldUse.Event, mistakes).Read(
            reader.Entries("event-fields"), eventField, (node, field) => CheckType(_events, node, field));
        if (!reader.Has("fields") && !reader.Has("events"))
            mistakes.Add(reader.Node, $"{what} has neither 'fields' nor 'events'");
        if (reader.Has("event-fields") && !reader.Has("events"))
            mistakes.Add(reader.PlaceOf("event-fields"), $"{what} has 'event-fields', which only go with 'events'");

        IReadOnlyList<CommandProfile> commands = CommandReader.ReadProfiles(reader, units, mistakes);
        return new DeviceKind
        {
            Id = name.Value,
            System = system,
            Title = title ?? new LocalizedText(name.Value, name.Value),
            Interval = interval,
            FastestInterval = fastest,
            Parameters = parameters,
            Curves = curves,
            Readings = readings,
            Derived = DerivedReader.Compile(readings, parameters, curves, mistakes),
            Modes = ModeReader.Read(reader, "modes", readings, mistakes),
            Phases = ModeReader.Read(reader, "phases", readings, mistakes),
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

    private void CheckReading(ParameterReader inventory, YamlScalar name, FieldProfile field)
    {
        if (inventory.Names.TryGetValue(field.Name, out YamlScalar? other))
            mistakes.Add(name, $"field '{field.Name}' has the name of what stands at {other.Place}; expressions could not tell them apart");
        CheckType(_readings, name, field);
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
