using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// Every city that was in force, under its hash, in a folder beside the journal: old records can always be understood.
/// </summary>
/// <exception cref="StartException">What is known of stored fields cannot be read.</exception>
internal sealed class CityArchive(string folder)
{
    /// <summary>Within the data folder.</summary>
    public const string FolderName = "cities";

    private const int HashLength = 64;
    private const string Unfinished = ".part";

    private readonly StoredFieldTypes _types = new(folder);

    /// <summary>Every field of a city that was stored with another type before: such a city must not come into force.</summary>
    /// <param name="city">The city.</param>
    /// <param name="from">The folder it was loaded from.</param>
    public IReadOnlyList<Mistake> FindTypeChanges(City city, string from) => _types.Check(city, from);

    /// <summary>Keeps a city. When this returns it is on disk: a record that names it may follow.</summary>
    public void Keep(City city)
    {
        _types.Keep(city);
        string kept = PathOf(city.ContentHash);
        if (Directory.Exists(kept))
            return;
        string temporary = kept + Unfinished;
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        foreach (CityFile file in city.Files)
        {
            string path = Path.GetFullPath(Path.Combine(temporary, file.Path.TrimStart('/')));
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes(file.Text));
            stream.Flush(flushToDisk: true);
        }

        Directory.Move(temporary, kept);
    }

    /// <summary>Reads a kept city back; null when that cannot be.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="trouble">Why not.</param>
    public City? Find(string hash, out string trouble)
    {
        trouble = "";
        if (hash.Length != HashLength || !hash.All(char.IsAsciiHexDigitLower))
        {
            trouble = "that is no hash";
            return null;
        }

        CityLoadResult loaded = CityLoader.Load(PathOf(hash));
        if (loaded.City is null)
            trouble = loaded.Mistakes[0].ToString();
        else if (loaded.City.ContentHash != hash)
            trouble = $"{PathOf(hash)} was changed: its hash is {loaded.City.ContentHash}";
        return trouble.Length == 0 ? loaded.City : null;
    }

    private string PathOf(string hash) => Path.Combine(folder, hash);
}
