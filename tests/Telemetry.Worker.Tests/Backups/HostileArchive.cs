using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Telemetry.Worker.Backups;

namespace Telemetry.Worker.Tests.Backups;

/// <summary>Archives as somebody with bad intentions, or a bad disk, would make them.</summary>
internal static class HostileArchive
{
    public static BackupManifest List(params (string Path, string Content)[] files) => new(
        BackupManifest.CurrentFormat, "0.1.0", DateTimeOffset.UnixEpoch,
        [.. files.Select(file => new BackupFile(file.Path, Encoding.UTF8.GetByteCount(file.Content), Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(file.Content)))))],
        [], []);

    /// <summary>The list as it is, whatever stands in it.</summary>
    public static byte[] WriteUnchecked(this BackupManifest manifest) => JsonSerializer.SerializeToUtf8Bytes(manifest, JsonSerializerOptions.Web);

    public static void Write(string path, byte[] manifest, params TarEntry[] entries)
    {
        using FileStream file = File.Create(path);
        using var tar = new TarWriter(file, TarEntryFormat.Pax);
        tar.WriteEntry(FileEntry(BackupManifest.Name, manifest));
        foreach (TarEntry entry in entries)
            tar.WriteEntry(entry);
    }

    public static TarEntry FileEntry(string name, string content) => FileEntry(name, Encoding.UTF8.GetBytes(content));

    public static TarEntry LinkEntry(TarEntryType type, string name, string target) => new PaxTarEntry(type, name) { LinkName = target };

    private static PaxTarEntry FileEntry(string name, byte[] content) => new(TarEntryType.RegularFile, name) { DataStream = new MemoryStream(content) };
}
