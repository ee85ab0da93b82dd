namespace Telemetry.Storage.Journal;

/// <summary>The names in a folder, which a disk keeps apart from the files they name.</summary>
public static class DurableFolder
{
    /// <summary>Makes created, renamed and deleted names durable.</summary>
    /// <exception cref="IOException">They may not be.</exception>
    public static void Sync(string folder) => Libc.SyncFolder(Path.GetFullPath(folder));
}
