using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary><c>telemetry backup</c>: copies a data folder beside a running worker and makes one file of the copy.</summary>
/// <param name="data">The data folder.</param>
/// <param name="target">The archive.</param>
/// <param name="time">Says when it was made.</param>
internal sealed class BackupRun(string data, string target, TimeProvider time)
{
    /// <summary>How often the worker may be too fast for the copy.</summary>
    private const int MaximumTries = 5;

    private readonly string _data = Path.GetFullPath(data);
    private readonly string _target = Path.GetFullPath(target);

    /// <exception cref="BackupException">It could not be made; nothing of it is left.</exception>
    public async Task<BackupManifest> RunAsync(bool overwrite, CancellationToken cancellationToken)
    {
        Check(overwrite);
        string work = _target + ".work";
        string part = _target + ".part";
        using FileStream folderLock = Claim(work);
        try
        {
            File.Delete(part);
            string stage = Path.Combine(work, "data");
            StagedBackup staged = await StageAsync(stage, cancellationToken);
            BackupManifest manifest = await ArchiveWriter.WriteAsync(part, _target, stage, staged, time, cancellationToken);
            File.Move(part, _target, overwrite);
            DurableFolder.Sync(Path.GetDirectoryName(_target)!);
            return manifest;
        }
        finally
        {
            File.Delete(part);
            Directory.Delete(work, recursive: true);
        }
    }

    private async Task<StagedBackup> StageAsync(string stage, CancellationToken cancellationToken)
    {
        for (int i = 0; i < MaximumTries; i++)
        {
            if (Directory.Exists(stage))
                Directory.Delete(stage, recursive: true);
            PrivateFolder.Create(stage);
            if (await new BackupStage(_data, stage, time).CopyAsync(cancellationToken) is { } staged)
                return staged;
        }

        throw new BackupException($"{_data}: the worker released and rewrote its journal faster than it could be copied, {MaximumTries} times. Try again at a calmer time, or to a faster disk than that of {_target}.");
    }

    private void Check(bool overwrite)
    {
        if (!Directory.Exists(_data) || !Directory.EnumerateFileSystemEntries(_data).Any())
            throw new BackupException($"{_data}: there is nothing to back up; --Data:Folder=DIR names the worker's data folder.");
        if (Directory.Exists(_target))
            throw new BackupException($"{_target} is a folder; --to names the file to write, such as --to telemetry.tar.gz.");
        if (File.Exists(_target) && !overwrite)
            throw new BackupException($"{_target} is there already; name another file, or replace it with --force.");
        if (!Directory.Exists(Path.GetDirectoryName(_target)))
            throw new BackupException($"{Path.GetDirectoryName(_target)}: there is no such folder; make it first.");
        if (_target.StartsWith(_data + Path.DirectorySeparatorChar, StringComparison.Ordinal))
            throw new BackupException($"{_target} lies in the data folder {_data}, which it would back up with it; write it elsewhere.");
    }

    /// <summary>A folder that a killed run left is taken over, one that is in use is not.</summary>
    private FileStream Claim(string work)
    {
        PrivateFolder.Create(work);
        try
        {
            return new FileStream(Path.Combine(work, "lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new BackupException($"{work}: another backup to {_target} is under way; wait for it to end.", e);
        }
    }
}
