using Dapper;
using Microsoft.Data.Sqlite;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Backups;

namespace Telemetry.Worker.Hosting;

/// <summary>
/// Brings a database to the format this version knows, step by step in one transaction, after a copy of it as it was is kept
/// beside it: the way back to the version that wrote it.
/// </summary>
/// <param name="path">The database.</param>
/// <param name="steps">SQL; the one at index n makes format n + 1 of format n, and the first one makes the database.</param>
/// <param name="otherwise">What else helps when the file is of a newer version: the end of a sentence.</param>
internal sealed partial class StateUpgrade(string path, IReadOnlyList<string> steps, string otherwise, ILogger logger)
{
    /// <exception cref="StartException">A newer version wrote it, or the copy cannot be kept.</exception>
    /// <exception cref="SqliteException">It is damaged or cannot be written.</exception>
    public void Run(SqliteConnection connection)
    {
        long version = connection.ExecuteScalar<long>("PRAGMA user_version");
        if (version > steps.Count)
            throw new StartException($"{path} was written by a newer version of telemetry (format {version}, this one knows {steps.Count}); start that version, or {WayBack()}.");
        if (version == steps.Count)
            return;
        if (version > 0)
            Keep(version);
        using SqliteTransaction transaction = connection.BeginTransaction();
        foreach (string step in steps.Skip((int)version))
            connection.Execute(step, transaction: transaction);
        connection.Execute($"PRAGMA user_version = {steps.Count}", transaction: transaction);
        transaction.Commit();
        if (version > 0)
            LogUpgraded(logger, path, version, steps.Count, CopyPath(version));
    }

    /// <summary>The newer version has kept a copy of the last format that this one knows, if it was ever here.</summary>
    private string WayBack() => File.Exists(CopyPath(steps.Count))
        ? $"go back to the copy it kept: with the worker stopped, remove {path}, {path}-wal and {path}-shm, and give {CopyPath(steps.Count)} the name {path} (what came since is not in it)"
        : otherwise;

    private string CopyPath(long version) => $"{path}.v{version}";

    /// <summary>Durable before anything is changed. One that is there is of an earlier attempt, or of an earlier time at that version.</summary>
    private void Keep(long version)
    {
        string temporary = CopyPath(version) + ".tmp";
        try
        {
            File.Delete(temporary);
            DatabaseCopy.Copy(path, temporary);
            using (FileStream copy = File.OpenWrite(temporary))
                copy.Flush(flushToDisk: true);
            File.Move(temporary, CopyPath(version), overwrite: true);
            DurableFolder.Sync(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            throw new StartException($"{path} has to be upgraded from format {version} to {steps.Count}, and no copy of it can be kept as {CopyPath(version)}: {e.Message} Make room, or move the copy of an earlier upgrade away; nothing was changed.", e);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path} was upgraded from format {From} to {To}; as it was it is kept as {Copy}, which may be deleted once this version is there to stay")]
    private static partial void LogUpgraded(ILogger logger, string path, long from, int to, string copy);
}
