using System.Text.Json;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The types of all fields that were ever stored, in a file beside the kept cities: a field that was left out and comes
/// back with another type would be refused by the store, with everything else in its line.
/// </summary>
internal sealed class StoredFieldTypes
{
    private const string FileName = "field-types.json";

    private readonly string _path;
    private SortedDictionary<string, FieldType> _types = new(StringComparer.Ordinal);

    /// <param name="folder">Of the kept cities.</param>
    /// <exception cref="StartException">The file is there and cannot be read.</exception>
    public StoredFieldTypes(string folder)
    {
        _path = Path.Combine(folder, FileName);
        try
        {
            if (!File.Exists(_path))
                return;
            foreach ((string field, string type) in JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllBytes(_path)) ?? [])
                _types[field] = Enum.Parse<FieldType>(type, ignoreCase: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ArgumentException)
        {
            throw new StartException($"{_path}: {e.Message} Restore it from a backup, or delete it: the types of fields are then those of the city that is loaded next.", e);
        }
    }

    /// <summary>Every field of a city that was stored with another type.</summary>
    /// <param name="city">The city.</param>
    /// <param name="folder">Where it was loaded from, to name places.</param>
    public IReadOnlyList<Mistake> Check(City city, string folder) =>
        [.. StoredField.Of(city)
            .Where(field => _types.TryGetValue(Key(field), out FieldType stored) && stored != field.Type)
            .SelectMany(field => field.MistakesIn(city, folder, Refusal(field, _types[Key(field)])))];

    /// <summary>Remembers the fields of a city that is about to come into force.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public void Keep(City city)
    {
        var types = new SortedDictionary<string, FieldType>(_types, StringComparer.Ordinal);
        foreach (StoredField field in StoredField.Of(city))
            types.TryAdd(Key(field), field.Type);
        if (types.Count == _types.Count && File.Exists(_path))
            return;
        Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
        DurableFile.Replace(_path, JsonSerializer.SerializeToUtf8Bytes(types.ToDictionary(type => type.Key, type => Word(type.Value))));
        // What could not be written must not refuse the next city.
        _types = types;
    }

    private static string Refusal(StoredField field, FieldType stored) =>
        $"field '{field.Name}' is {Word(field.Type)} here, but its stored values are of type {Word(stored)}, and a store takes no other for ever: keep the type, or give the field another name";

    private static string Key(StoredField field) => $"{field.Measurement}.{field.Name}";

    private static string Word(FieldType type) => type.ToString().ToLowerInvariant();
}
