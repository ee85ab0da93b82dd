using Telemetry.Readings.Inventory.Loading;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory;

/// <summary>A field as stores know it. Its type stays for ever: a store takes no text where numbers lie.</summary>
/// <param name="Measurement">In line protocol.</param>
/// <param name="Name">Of the field.</param>
/// <param name="Type">Of its values.</param>
public sealed record StoredField(string Measurement, string Name, FieldType Type)
{
    /// <summary>Where a kind lists its fields, in a system's file.</summary>
    private static readonly string[] Lists = ["fields", "event-fields"];

    /// <summary>The fields of a city, each once.</summary>
    public static IReadOnlyCollection<StoredField> Of(City city)
    {
        var fields = new HashSet<StoredField>();
        foreach (DeviceKind kind in city.Systems.SelectMany(system => system.Kinds))
        {
            fields.UnionWith(kind.Readings.Fields.Select(field => new StoredField(kind.System.Measurement, field.Name, field.Type)));
            fields.UnionWith(kind.Events.Fields.Select(field => new StoredField(kind.System.EventMeasurement, field.Name, field.Type)));
        }

        return fields;
    }

    /// <summary>Tells at each place in a city's files where this field stands that something is wrong with it.</summary>
    /// <param name="city">The city it is of.</param>
    /// <param name="folder">Its folder, as mistakes name it.</param>
    /// <param name="message">What is wrong.</param>
    public IEnumerable<Mistake> MistakesIn(City city, string folder, string message)
    {
        bool isEvent = city.Systems.Any(system => system.EventMeasurement == Measurement);
        var mistakes = new List<Mistake>();
        foreach (CityFile file in city.Files.Where(file => file.Path.StartsWith(CityFolder.Systems + "/", StringComparison.Ordinal)))
        {
            if (YamlTreeReader.Read(Path.Combine(folder, file.Path), file.Text, null, new MistakeList()) is not YamlMapping root
                || root.Find("system") is not YamlScalar system
                || city.FindSystem(system.Value) is not { } profile
                || (isEvent ? profile.EventMeasurement : profile.Measurement) != Measurement
                || root.Find("kinds") is not YamlMapping kinds)
            {
                continue;
            }

            foreach ((_, YamlNode kind) in kinds.Entries)
            {
                if ((kind as YamlMapping)?.Find(Lists[isEvent ? 1 : 0]) is YamlMapping fields && fields.FindKey(Name) is { } key)
                    mistakes.Add(new Mistake(key.File, key.Line, key.Column, message));
            }
        }

        return mistakes;
    }
}
