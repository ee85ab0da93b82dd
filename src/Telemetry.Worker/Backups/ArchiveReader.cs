using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using Telemetry.Worker.Hosting;

namespace Telemetry.Worker.Backups;

/// <summary>
/// Reads an archive, which may come from anybody: nothing is taken from it but plain files that its own list names, each
/// once, with the size and the hash that stand there, below the folder they are unpacked into.
/// </summary>
internal sealed class ArchiveReader
{
    private const int BufferBytes = 1 << 17;

    private readonly string _archive;
    private readonly byte[] _buffer = new byte[BufferBytes];

    public ArchiveReader(string archive) => _archive = Path.GetFullPath(archive);

    /// <summary>Checks every byte, and unpacks the files.</summary>
    /// <param name="into">An empty folder; null to check only.</param>
    /// <param name="accept">Is shown the list before the first file is taken; throws when it will not do.</param>
    /// <exception cref="BackupException">It is no backup, damaged, hostile, or of a newer version.</exception>
    public async Task<BackupManifest> ReadAsync(string? into, Action<BackupManifest> accept, CancellationToken cancellationToken)
    {
        try
        {
            await using FileStream file = new(_archive, FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes);
            await using Stream content = IsCompressed(file) ? new GZipStream(file, CompressionMode.Decompress) : file;
            await using var tar = new TarReader(content);
            BackupManifest manifest = await ManifestAsync(tar, cancellationToken);
            accept(manifest);
            await FilesAsync(tar, manifest, into, cancellationToken);
            return manifest;
        }
        catch (FileNotFoundException e) when (e.FileName == _archive)
        {
            throw new BackupException($"{_archive}: there is no such file; --from names a backup.", e);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or ArgumentException or NotSupportedException or OverflowException)
        {
            throw new BackupException($"{_archive} is damaged or no backup: {e.Message} Use another one.", e);
        }
    }

    private static bool IsCompressed(FileStream file)
    {
        ReadOnlySpan<byte> magic = [0x1f, 0x8b];
        Span<byte> start = stackalloc byte[magic.Length];
        bool isCompressed = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && start.SequenceEqual(magic);
        file.Position = 0;
        return isCompressed;
    }

    private async Task<BackupManifest> ManifestAsync(TarReader tar, CancellationToken cancellationToken)
    {
        TarEntry? entry = await tar.GetNextEntryAsync(copyData: false, cancellationToken);
        if (entry is not { Name: BackupManifest.Name, DataStream: { } content } || !IsFile(entry))
            throw new BackupException($"{_archive} is no backup: its first entry is not {BackupManifest.Name}.");
        if (entry.Length > BackupManifest.MaximumBytes)
            throw new BackupException($"{_archive} is no backup: its {BackupManifest.Name} has {entry.Length} bytes.");
        return BackupManifest.Read(content, _archive);
    }

    private async Task FilesAsync(TarReader tar, BackupManifest manifest, string? into, CancellationToken cancellationToken)
    {
        var missing = manifest.Files.ToDictionary(file => file.Path, StringComparer.Ordinal);
        while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            string shown = VisibleText.Of(entry.Name);
            if (!IsFile(entry))
                throw new BackupException($"{_archive} is no sound backup: '{shown}' is no file but {entry.EntryType}. Nothing of it was kept.");
            if (!missing.Remove(entry.Name, out BackupFile? file))
                throw new BackupException($"{_archive} is no sound backup: '{shown}' is not in its list, or is there twice. Nothing of it was kept.");
            if (entry.Length != file.Bytes)
                throw new BackupException($"{_archive} is damaged: '{shown}' has {entry.Length} bytes and should have {file.Bytes}. Use another backup.");
            await TakeAsync(entry, file, into, cancellationToken);
        }

        if (missing.Count > 0)
            throw new BackupException($"{_archive} is not whole: {missing.Count} of its {manifest.Files.Count} files are missing, such as '{VisibleText.Of(missing.Keys.First())}'. Use another backup.");
    }

    private async Task TakeAsync(TarEntry entry, BackupFile file, string? into, CancellationToken cancellationToken)
    {
        await using Stream target = into is null ? Stream.Null : Create(Path.Combine(into, file.Path));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long left = file.Bytes;
        while (left > 0)
        {
            int read = await entry.DataStream!.ReadAsync(_buffer, cancellationToken);
            if (read == 0)
                break;
            hash.AppendData(_buffer, 0, read);
            await target.WriteAsync(_buffer.AsMemory(0, read), cancellationToken);
            left -= read;
        }

        if (left != 0 || Convert.ToHexStringLower(hash.GetHashAndReset()) != file.Sha256)
            throw new BackupException($"{_archive} is damaged: the content of '{VisibleText.Of(file.Path)}' is not what was backed up. Use another backup.");
        if (target is FileStream kept)
        {
            kept.Flush(flushToDisk: true);
            File.SetLastWriteTimeUtc(kept.SafeFileHandle, entry.ModificationTime.UtcDateTime);
        }
    }

    private static FileStream Create(string path)
    {
        PrivateFolder.Create(Path.GetDirectoryName(path)!);
        var create = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            create.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, create);
    }

    private static bool IsFile(TarEntry entry) => entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile;
}
