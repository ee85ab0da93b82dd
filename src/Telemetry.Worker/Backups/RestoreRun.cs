using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary><c>telemetry restore</c>: makes a data folder of an archive, all of it or nothing.</summary>
/// <param name="archive">The backup.</param>
/// <param name="data">The data folder to make.</param>
/// <param name="segmentBytes">Size of a journal segment that has to be made.</param>
/// <param name="time">Says when it was restored.</param>
internal sealed class RestoreRun(string archive, string data, long segmentBytes, TimeProvider time)
{
    private const string JournalFolder = "journal/";

    private readonly string _data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data));

    /// <exception cref="BackupException">It could not be restored; nothing is left of the attempt.</exception>
    public async Task<BackupManifest> RunAsync(CancellationToken cancellationToken)
    {
        Check();
        string above = Path.GetDirectoryName(_data) ?? throw new BackupException($"{_data} is no folder to restore into; name another with --Data:Folder=DIR.");
        PrivateFolder.Create(above);
        string work = $"{_data}.restore-{Guid.NewGuid():N}";
        PrivateFolder.Create(work);
        try
        {
            BackupManifest manifest = await new ArchiveReader(archive).ReadAsync(work, list => CheckRoom(list, above), cancellationToken);
            foreach (BackupJournal journal in manifest.Journals.Where(journal => journal.Folder.StartsWith(JournalFolder, StringComparison.Ordinal)))
                await RestoredJournal.SkipAsync(Path.Combine(work, journal.Folder), segmentBytes, Reached(manifest, journal), manifest.CreatedAt, time, cancellationToken);
            foreach (string folder in Directory.EnumerateDirectories(work, "*", SearchOption.AllDirectories).Append(work))
                DurableFolder.Sync(folder);
            Check();
            if (Directory.Exists(_data))
                Directory.Delete(_data);
            Directory.Move(work, _data);
            DurableFolder.Sync(above);
            return manifest;
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    private static long Reached(BackupManifest manifest, BackupJournal journal) =>
        manifest.Cursors.Where(cursor => JournalFolder + cursor.Partition == journal.Folder).Select(cursor => cursor.Position).Append(journal.EndPosition).Max();

    private void Check()
    {
        if (File.Exists(_data))
            throw new BackupException($"{_data} is a file; --Data:Folder=DIR names the folder to restore into.");
        if (Directory.Exists(_data) && Directory.EnumerateFileSystemEntries(_data).Any())
            throw new BackupException($"{_data} is not empty{(IsInUse() ? ", and a worker is running in it: stop that first. Then" : ":")} move it away (mv {_data} {_data}.old), or restore elsewhere with --Data:Folder=DIR.");
    }

    /// <summary>As far as its locks tell.</summary>
    private bool IsInUse()
    {
        foreach (string path in Directory.EnumerateFiles(_data, "lock", SearchOption.AllDirectories))
        {
            try
            {
                using var held = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                return true;
            }
            catch (UnauthorizedAccessException)
            {
                // Not ours, so nothing is known of it.
            }
        }

        return false;
    }

    private void CheckRoom(BackupManifest list, string above)
    {
        long room = new DriveInfo(above).AvailableFreeSpace;
        if (list.Bytes > room)
            throw new BackupException($"{_data}: the backup needs {list.Bytes} bytes and the disk has {room} left; make room, or restore elsewhere with --Data:Folder=DIR.");
    }
}
