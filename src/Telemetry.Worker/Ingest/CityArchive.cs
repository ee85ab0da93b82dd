using System.Text;
using Telemetry.Readings.Inventory;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Ingest;

/// <summary>
/// The cities that were in force, under their hashes, in a folder beside the journal: records that were made by them can be
/// understood.
/// </summary>
/// <param name="folder">The folder.</param>
/// <param name="versions">How many are kept: City:KeepVersions.</param>
/// <exception cref="StartException">What is known of stored fields cannot be read.</exception>
internal sealed class CityArchive(string folder, int versions)
{
    /// <summary>Within the data folder.</summary>
    public const string FolderName = "cities";

    private const int HashLength = 64;
    private const string Unfinished = ".part";

    private readonly StoredFieldTypes _types = new(folder);

    /// <summary>Where devices stood in cities before.</summary>
    public RememberedAreas FormerAreas { get; } = new(folder);

    /// <summary>Every field of a city that was stored with another type before: such a city must not come into force.</summary>
    /// <param name="city">The city.</param>
    /// <param name="from">The folder it was loaded from.</param>
    public IReadOnlyList<Mistake> FindTypeChanges(City city, string from) => _types.Check(city, from);

    /// <summary>Keeps a city. When this returns it is on disk: a record that names it may follow.</summary>
    public void Keep(City city)
    {
        string kept = PathOf(city.ContentHash);
        if (Directory.Exists(kept))
            Directory.SetLastWriteTimeUtc(kept, TimeProvider.System.GetUtcNow().UtcDateTime);
        else
            Write(city, kept);
        Trim();
    }

    /// <summary>Remembers the types of the fields of a city that comes into force now. On disk when this returns.</summary>
    /// <exception cref="IOException">They cannot be written; nothing is remembered.</exception>
    public void KeepTypes(City city) => _types.Keep(city);

    /// <summary>Reads a kept city back; null when that cannot be.</summary>
    /// <param name="hash">Its hash.</param>
    /// <param name="trouble">Why not.</param>
    public City? Find(string hash, out string trouble)
    {
        trouble = "";
        if (!IsHash(hash))
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

    private static bool IsHash(string text) => text.Length == HashLength && text.All(char.IsAsciiHexDigitLower);

    private static void Write(City city, string kept)
    {
        var folders = new HashSet<string>();
        string temporary = kept + Unfinished;
        if (Directory.Exists(temporary))
            Directory.Delete(temporary, recursive: true);
        foreach (CityFile file in city.Files)
        {
            string path = Path.GetFullPath(Path.Combine(temporary, file.Path.TrimStart('/')));
            string part = Path.GetDirectoryName(path)!;
            Directory.CreateDirectory(part);
            folders.Add(part);
            using var stream = new FileStream(path, FileMode.Create, FileAccess.Write);
            stream.Write(Encoding.UTF8.GetBytes(file.Text));
            stream.Flush(flushToDisk: true);
        }

        // A file that is synced has no name yet after a power cut; its folder has that, and the folder's own is in the next.
        foreach (string part in folders.Append(temporary))
            DurableFolder.Sync(part);
        Directory.Move(temporary, kept);
        DurableFolder.Sync(Path.GetDirectoryName(kept)!);
    }

    /// <summary>The ones that came into force longest ago go. What still needs one of them is judged by another, and told.</summary>
    private void Trim()
    {
        IEnumerable<DirectoryInfo> old = new DirectoryInfo(folder).EnumerateDirectories()
            .Where(kept => IsHash(kept.Name))
            .OrderByDescending(kept => kept.LastWriteTimeUtc)
            .Skip(versions);
        foreach (DirectoryInfo kept in old)
            kept.Delete(recursive: true);
    }

    private string PathOf(string hash) => Path.Combine(folder, hash);
}
