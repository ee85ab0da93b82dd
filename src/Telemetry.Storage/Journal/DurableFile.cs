namespace Telemetry.Storage.Journal;

/// <summary>Files that are replaced as a whole: a crash or a power cut leaves the old content or the new one.</summary>
public static class DurableFile
{
    /// <summary>Puts a file there with this content; it is on disk, under its name, when this returns.</summary>
    /// <exception cref="IOException">It could not be written; the old content may or may not be in force.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".tmp";
        using (FileStream file = File.Create(temporary))
        {
            file.Write(content);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        Libc.SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }
}
