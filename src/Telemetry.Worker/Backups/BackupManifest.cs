using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Telemetry.Worker.Backups;

/// <summary>The first entry of an archive, <c>telemetry-backup.json</c>: what follows, and how to tell that it is whole.</summary>
/// <param name="Format">Version of the archive's format.</param>
/// <param name="Program">Version of the program that made it.</param>
/// <param name="CreatedAt">When.</param>
/// <param name="Files">In the order in which they follow.</param>
/// <param name="Cursors">Of the journal's readers.</param>
/// <param name="Journals">The journals among the files.</param>
internal sealed record BackupManifest(
    int Format, string Program, DateTimeOffset CreatedAt, IReadOnlyList<BackupFile> Files, IReadOnlyList<BackupCursor> Cursors, IReadOnlyList<BackupJournal> Journals)
{
    public const string Name = "telemetry-backup.json";
    public const int CurrentFormat = 1;

    /// <summary>Enough for a million files; more is no manifest.</summary>
    public const long MaximumBytes = 128L << 20;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
        WriteIndented = true,
    };

    public static string CurrentProgram { get; } =
        typeof(BackupManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public long Bytes => Files.Sum(file => file.Bytes);

    /// <exception cref="BackupException">It would not be read again: too many files, or one whose name cannot be in an archive.</exception>
    public byte[] Write()
    {
        byte[] content = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        if (content.Length > MaximumBytes)
            throw new BackupException($"The data folder has {Files.Count} files, too many for one backup; lower Snapshots:KeepFor or Snapshots:MaximumBytes.");
        return Files.FirstOrDefault(file => !ArchivePath.IsSafe(file.Path)) is { } odd
            ? throw new BackupException($"The data folder has a file '{Hosting.VisibleText.Of(odd.Path)}', whose name cannot be in a backup; rename it or move it away.")
            : content;
    }

    /// <exception cref="BackupException">It is none, or a newer version's.</exception>
    public static BackupManifest Read(Stream from, string archive)
    {
        try
        {
            // The format first: nothing else needs to be where this version knows it in a newer one.
            JsonNode root = JsonNode.Parse(from) ?? throw new JsonException("it is null");
            int format = root["format"]?.GetValue<int>() ?? throw new JsonException("it has no format");
            if (format > CurrentFormat)
                throw new BackupException($"{archive} was made by a newer telemetry ({root["program"]}, backup format {format}; this one reads up to {CurrentFormat}): restore it with that version, then it can be started there.");
            BackupManifest manifest = root.Deserialize<BackupManifest>(Json) ?? throw new JsonException("it is null");
            return manifest.Mistake() is { } mistake ? throw new BackupException($"{archive} is no sound backup: {mistake}. Nothing was written.") : manifest;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new BackupException($"{archive} is no backup: its {Name} cannot be read ({e.Message}).", e);
        }
    }

    private string? Mistake()
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        long total = 0;
        foreach (BackupFile file in Files)
        {
            if (!ArchivePath.IsSafe(file.Path))
                return $"it names a file '{Hosting.VisibleText.Of(file.Path)}', which would lie outside the data folder";
            if (!seen.Add(file.Path))
                return $"it names '{file.Path}' twice";
            if (file.Bytes < 0 || file.Bytes > long.MaxValue - total)
                return $"'{file.Path}' cannot have {file.Bytes} bytes";
            total += file.Bytes;
        }

        return Cursors.Any(cursor => cursor.Position is < 0 or > RestoredJournal.MaximumPosition)
            || Journals.Any(journal => journal.EndPosition is < -1 or > RestoredJournal.MaximumPosition || !ArchivePath.IsSafe(journal.Folder))
            ? "it has positions or folders that cannot be"
            : null;
    }
}
