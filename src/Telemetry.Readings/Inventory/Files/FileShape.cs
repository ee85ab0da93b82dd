namespace Telemetry.Readings.Inventory.Files;

/// <summary>A mapping of the city's files: the keys that the loader accepts, and nothing else.</summary>
internal sealed class FileShape
{
    public FileShape(string id, params FileKey[] keys)
    {
        Id = id;
        Keys = keys;
        Names = [.. keys.Select(key => key.Name)];
    }

    /// <summary>The name of its definition in the schema.</summary>
    public string Id { get; }

    public IReadOnlyList<FileKey> Keys { get; }

    public string[] Names { get; }
}
