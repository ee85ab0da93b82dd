using Telemetry.Readings.Codecs;
using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.Loading;

/// <summary>Reads what a kind says about its payloads: codec, names in SenML, mappings of foreign JSON, how many messages.</summary>
internal static class PayloadFormatReader
{
    private const double MaximumMessagesPerSecond = 100_000;

    public static PayloadFormat Read(MappingReader kind, FieldTable readings, FieldTable events, IReadOnlyList<string> eventNames, MistakeList mistakes)
    {
        var format = new PayloadFormat
        {
            Codec = ReadCodec(kind, mistakes),
            SenmlNames = ReadNames(kind, readings, mistakes),
            Readings = PayloadMappingReader.Read(kind, "mapping", readings, [], mistakes),
            Events = PayloadMappingReader.Read(kind, "event-mapping", events, eventNames, mistakes),
            MessagesPerSecond = ReadLimit(kind, mistakes),
        };
        if (format.Codec == PayloadCodec.Senml && (format.Readings ?? format.Events) is not null)
            mistakes.Add(kind.PlaceOf("codec"), $"{kind.What} has a mapping, which only goes with JSON; leave 'codec: senml' out or the mapping");
        if (format.Events is not null && eventNames.Count == 0)
            mistakes.Add(kind.PlaceOf("event-mapping"), $"{kind.What} has 'event-mapping', which only goes with 'events'");
        return format;
    }

    private static PayloadCodec ReadCodec(MappingReader kind, MistakeList mistakes)
    {
        if (kind.Scalar("codec") is not { } scalar)
            return PayloadCodec.Json;
        int index = Array.IndexOf(SystemShapes.Codecs, scalar.Value);
        if (index < 0)
            mistakes.Add(scalar, $"unknown codec '{scalar.Value}' of {kind.What}{NearestName.Hint(scalar.Value, SystemShapes.Codecs)}");
        return (PayloadCodec)Math.Max(index, 0);
    }

    private static Utf8Map<FieldProfile>? ReadNames(MappingReader kind, FieldTable fields, MistakeList mistakes)
    {
        var names = new List<KeyValuePair<string, FieldProfile>>();
        foreach ((YamlScalar name, YamlNode body) in kind.Entries("senml"))
        {
            if (body is not YamlScalar field)
                mistakes.Add(body, $"'{name.Value}' of 'senml' of {kind.What} must be the name of a field, not {body.Shape}");
            else if (fields.Find(field.Value) is { } found)
                names.Add(new(name.Value, found));
            else
                mistakes.Add(field, $"unknown field '{field.Value}'{NearestName.Hint(field.Value, fields.Fields.Select(f => f.Name))}");
        }

        return names.Count == 0 ? null : new Utf8Map<FieldProfile>(names);
    }

    private static double? ReadLimit(MappingReader kind, MistakeList mistakes)
    {
        if (kind.Scalar("messages-per-second") is not { } scalar)
            return null;
        if (MappingReader.TryNumber(scalar, out double limit) && limit is > 0 and <= MaximumMessagesPerSecond)
            return limit;
        mistakes.Add(scalar, $"'messages-per-second' of {kind.What} must be a number above 0 and at most {MaximumMessagesPerSecond}, not {scalar.Shape}");
        return null;
    }
}
