using Telemetry.Readings.Inventory.Files;
using Telemetry.Readings.Inventory.Loading;
using Telemetry.Readings.Inventory.Yaml;

namespace Telemetry.Readings.Inventory.People;

/// <summary>Reads <c>people.yaml</c> of the data folder. Never throws for what it holds: every mistake comes back at once, and none of them quotes a contact.</summary>
public static class PeopleLoader
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "people.yaml";

    /// <summary>The largest file, in bytes.</summary>
    public const int MaximumFileBytes = 4 * 1024 * 1024;

    /// <summary>The most people: three for each duty of a city with as many duties as areas and systems.</summary>
    public const int MaximumPeople = 20_000;

    /// <summary>Reads the people of a city.</summary>
    /// <param name="path">The file; without it there are no people, and roles are called.</param>
    /// <param name="city">Whose duties they stand.</param>
    public static PeopleLoadResult Load(string path, City city)
    {
        if (!File.Exists(path))
            return new PeopleLoadResult([], []);
        var mistakes = new MistakeList();
        return CityFolder.ReadFile(path, MaximumFileBytes, mistakes) is { } text ? Parse(path, text, city, mistakes) : new PeopleLoadResult(null, mistakes.Sorted([path]));
    }

    /// <summary>The same for a text that was read before.</summary>
    /// <param name="path">How mistakes name it.</param>
    /// <param name="text">What it holds.</param>
    /// <param name="city">Whose duties they stand.</param>
    public static PeopleLoadResult Parse(string path, string text, City city) => Parse(path, text, city, new MistakeList());

    private static PeopleLoadResult Parse(string path, string text, City city, MistakeList mistakes)
    {
        var people = new PersonReader(city, mistakes);
        if (YamlTreeReader.Read(path, text, null, mistakes) is { } root
            && MappingReader.Open(root, "the file", mistakes, PeopleShapes.File.Names) is { } reader)
        {
            IReadOnlyList<YamlNode> items = reader.Required("people") is null ? [] : reader.Items("people");
            if (items.Count > MaximumPeople)
                mistakes.Add(reader.PlaceOf("people"), $"{items.Count} people are more than there may be ({MaximumPeople})");
            foreach (YamlNode item in items.Take(MaximumPeople))
                people.Read(item);
        }

        return mistakes.Count == 0 ? new PeopleLoadResult(people.People, []) : new PeopleLoadResult(null, mistakes.Sorted([path]));
    }
}
