using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary><c>telemetry restore</c>: makes a data folder of an archive, all of it or nothing.</summary>
/// <param name="archive">The backup.</param>
/// <param name="data">The data folder to make.</param>
/// <param name="segmentBytes">Size of a journal segment that has to be made.</param>
/// <param name="time">Says when it was restored.</param>
internal sealed class RestoreRun(string archive, string data, long segmentBytes, TimeProvider time)
{
    /// <summary>Begins the name of what a restore has not finished.</summary>
    public const string WorkPrefix = ".restore-";

    private const string JournalFolder = "journal/";

    private readonly string _data = Path.TrimEndingDirectorySeparator(Path.GetFullPath(data));

    /// <exception cref="BackupException">It could not be restored; nothing is left of the attempt.</exception>
    public async Task<BackupManifest> RunAsync(CancellationToken cancellationToken)
    {
        Check();
        bool isThere = Directory.Exists(_data);
        string above = Path.GetDirectoryName(_data) ?? throw new BackupException($"{_data} is no folder to restore into; name another with --Data:Folder=DIR.");
        if (!isThere)
            PrivateFolder.Create(above);
        // An empty folder may be a mount point, whose place nothing can take: what is restored is moved into it.
        string work = isThere ? Path.Combine(_data, $"{WorkPrefix}{Guid.NewGuid():N}") : $"{_data}{WorkPrefix}{Guid.NewGuid():N}";
        PrivateFolder.Create(work);
        try
        {
            BackupManifest manifest = await new ArchiveReader(archive).ReadAsync(work, list => CheckRoom(list, isThere ? _data : above), cancellationToken);
            foreach (BackupJournal journal in RestoredJournals(manifest))
                await RestoredJournal.SkipAsync(Path.Combine(work, journal.Folder), segmentBytes, Reached(manifest, journal), manifest.CreatedAt, time, cancellationToken);
            foreach (string folder in Directory.EnumerateDirectories(work, "*", SearchOption.AllDirectories).Append(work))
                DurableFolder.Sync(folder);
            if (isThere)
            {
                Check(work);
                MoveInto(work);
            }
            else
            {
                Check();
                Directory.Move(work, _data);
                DurableFolder.Sync(above);
            }

            return manifest;
        }
        finally
        {
            if (Directory.Exists(work))
                Directory.Delete(work, recursive: true);
        }
    }

    /// <summary>The work folder goes last: as long as it is there, no worker starts on half of a backup.</summary>
    private void MoveInto(string work)
    {
        var moved = new List<string>();
        try
        {
            foreach (string entry in Directory.GetFileSystemEntries(work))
            {
                string to = Path.Combine(_data, Path.GetFileName(entry));
                Directory.Move(entry, to);
                moved.Add(to);
            }

            DurableFolder.Sync(_data);
        }
        catch
        {
            foreach (string path in moved)
                Directory.Move(path, Path.Combine(work, Path.GetFileName(path)));
            throw;
        }

        Directory.Delete(work);
        DurableFolder.Sync(_data);
    }

    private static IEnumerable<BackupJournal> RestoredJournals(BackupManifest manifest) =>
        manifest.Journals.Where(journal => journal.Folder.StartsWith(JournalFolder, StringComparison.Ordinal));

    private static long Reached(BackupManifest manifest, BackupJournal journal) =>
        manifest.Cursors.Where(cursor => JournalFolder + cursor.Partition == journal.Folder).Select(cursor => cursor.Position).Append(journal.EndPosition).Max();

    /// <param name="work">The folder in it that is this restore's own; null for none.</param>
    private void Check(string? work = null)
    {
        if (File.Exists(_data))
            throw new BackupException($"{_data} is a file; --Data:Folder=DIR names the folder to restore into.");
        if (Directory.Exists(_data) && Directory.EnumerateFileSystemEntries(_data).Any(entry => entry != work))
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

    private void CheckRoom(BackupManifest list, string disk)
    {
        long room = new DriveInfo(disk).AvailableFreeSpace;
        long segments = RestoredJournals(list).Count() * segmentBytes;
        if (list.Bytes > room - segments)
            throw new BackupException($"{_data}: the backup needs {list.Bytes} bytes, {segments} more for its journals, and the disk has {room} left; make room, or restore elsewhere with --Data:Folder=DIR.");
    }
}
