using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary>
/// Everything in a data folder, by the way it has to be copied. The folder is walked, so what a later version adds is not
/// forgotten; what a file is, is told by what it holds. Left out are only files that hold nothing that lasts: locks, probes,
/// half-written ones (<c>*.tmp</c>, <c>*.part</c>), and what SQLite keeps beside a database.
/// </summary>
internal sealed class DataInventory
{
    /// <summary>Links are followed; this deep there is one that leads back to itself.</summary>
    private const int MaximumDepth = 16;

    private const string CursorSuffix = ".cursor";
    private const string WriteProbe = ".write-test";
    private static readonly string[] TemporarySuffixes = [".tmp", ".part"];
    private static readonly string[] BesideDatabase = ["-wal", "-shm", "-journal"];

    private readonly string _folder;

    private DataInventory(string folder) => _folder = folder;

    /// <summary>SQLite databases, below the folder, with <c>/</c>.</summary>
    public SortedSet<string> Databases { get; } = new(StringComparer.Ordinal);

    /// <summary>Cursor files: positions in a journal.</summary>
    public SortedSet<string> Cursors { get; } = new(StringComparer.Ordinal);

    /// <summary>Folders of journals.</summary>
    public SortedSet<string> Journals { get; } = new(StringComparer.Ordinal);

    /// <summary>Files that are copied as they are.</summary>
    public SortedSet<string> Others { get; } = new(StringComparer.Ordinal);

    public static DataInventory Walk(string folder)
    {
        var inventory = new DataInventory(folder);
        inventory.Walk("", 0);
        return inventory;
    }

    /// <summary>True when whatever holds or keeps a position of the journal is the same in both.</summary>
    public bool HasSameState(DataInventory other) =>
        Databases.SetEquals(other.Databases) && Cursors.SetEquals(other.Cursors) && Journals.SetEquals(other.Journals);

    private void Walk(string below, int depth)
    {
        if (depth > MaximumDepth)
            throw new BackupException($"{Path.Combine(_folder, below)} lies {depth} folders deep: a link there leads back to itself; remove it.");
        string folder = Path.Combine(_folder, below);
        var names = Directory.EnumerateFiles(folder).Select(path => Path.GetFileName(path)).ToHashSet(StringComparer.Ordinal);
        bool isJournal = JournalCopy.IsJournal(names);
        if (isJournal)
            Journals.Add(below);
        foreach (string name in names.Where(name => !IsTemporary(name, names) && !(isJournal && JournalCopy.Covers(name))))
            Kind(folder, name, names).Add(Join(below, name));
        foreach (string path in Directory.EnumerateDirectories(folder))
        {
            if (!IsTemporary(Path.GetFileName(path), names))
                Walk(Join(below, Path.GetFileName(path)), depth + 1);
        }
    }

    private SortedSet<string> Kind(string folder, string name, HashSet<string> names)
    {
        if (name.EndsWith(CursorSuffix, StringComparison.Ordinal))
            return Cursors;
        return names.Contains(name + "-wal") || IsDatabase(Path.Combine(folder, name)) ? Databases : Others;
    }

    private static bool IsTemporary(string name, HashSet<string> beside) =>
        name == WriteProbe
        || Array.Exists(TemporarySuffixes, suffix => name.EndsWith(suffix, StringComparison.Ordinal))
        || Array.Exists(BesideDatabase, suffix => name.EndsWith(suffix, StringComparison.Ordinal) && beside.Contains(name[..^suffix.Length]));

    private static bool IsDatabase(string path)
    {
        try
        {
            ReadOnlySpan<byte> magic = "SQLite format 3\0"u8;
            Span<byte> start = stackalloc byte[magic.Length];
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(magic);
        }
        catch (FileNotFoundException)
        {
            // Gone since the folder was listed.
            return false;
        }
    }

    private static string Join(string below, string name) => below.Length == 0 ? name : $"{below}/{name}";
}
