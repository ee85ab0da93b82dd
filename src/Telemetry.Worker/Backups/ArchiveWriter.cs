using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;

namespace Telemetry.Worker.Backups;

/// <summary>Writes a staged copy as one tar file, compressed when its name says so.</summary>
internal static class ArchiveWriter
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int BufferBytes = 1 << 17;

    /// <summary>Makes <paramref name="path"/>, readable by its owner only; it is on disk when this completes.</summary>
    public static async Task<BackupManifest> WriteAsync(string path, string target, string folder, StagedBackup staged, TimeProvider time, CancellationToken cancellationToken)
    {
        var files = new List<BackupFile>(staged.Files.Count);
        foreach (string name in staged.Files)
        {
            await using FileStream file = Open(folder, name);
            files.Add(new BackupFile(name, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken))));
        }

        var manifest = new BackupManifest(BackupManifest.CurrentFormat, BackupManifest.CurrentProgram, time.GetUtcNow(), files, staged.Cursors, staged.Journals);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, BufferSize = BufferBytes };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = OwnerOnly;
        await using var archive = new FileStream(path, create);
        if (IsCompressed(target))
        {
            await using var compressed = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true);
            await WriteAsync(compressed, manifest, folder, cancellationToken);
        }
        else
        {
            await WriteAsync(archive, manifest, folder, cancellationToken);
        }

        archive.Flush(flushToDisk: true);
        return manifest;
    }

    private static async Task WriteAsync(Stream to, BackupManifest manifest, string folder, CancellationToken cancellationToken)
    {
        await using var tar = new TarWriter(to, TarEntryFormat.Pax, leaveOpen: true);
        using var head = new MemoryStream(manifest.Write());
        await AddAsync(tar, BackupManifest.Name, manifest.CreatedAt, head, cancellationToken);
        foreach (BackupFile file in manifest.Files)
        {
            await using FileStream source = Open(folder, file.Path);
            await AddAsync(tar, file.Path, File.GetLastWriteTimeUtc(source.SafeFileHandle), source, cancellationToken);
        }
    }

    private static bool IsCompressed(string target) =>
        target.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || target.EndsWith(".tgz", StringComparison.OrdinalIgnoreCase);

    private static async Task AddAsync(TarWriter tar, string name, DateTimeOffset writtenAt, Stream content, CancellationToken cancellationToken) =>
        await tar.WriteEntryAsync(
            new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = OwnerOnly, ModificationTime = writtenAt, DataStream = content }, cancellationToken);

    private static FileStream Open(string folder, string name) => new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
}
