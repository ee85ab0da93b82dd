using Microsoft.Data.Sqlite;
using Telemetry.Storage.Journal;

namespace Telemetry.Worker.Backups;

/// <summary>
/// Copies a data folder, which a worker may be writing, so that the copy is a state that a crash could have left. First the
/// journals as they are; then whatever keeps a position in them, while the journals' copies follow the originals so that
/// nothing is released unseen; then the rest of the journals, so that every position lies within them; last the other
/// files, because what a record refers to was written before it.
/// </summary>
/// <param name="data">The data folder.</param>
/// <param name="stage">An empty folder for the copy.</param>
/// <param name="time">Paces how often the journals are looked at.</param>
internal sealed class BackupStage(string data, string stage, TimeProvider time)
{
    private const int BufferBytes = 1 << 17;
    private static readonly TimeSpan PullInterval = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, JournalCopy> _journals = [];
    private readonly List<BackupCursor> _cursors = [];

    /// <summary>Null when the worker changed too much meanwhile: with an empty folder it may be tried again.</summary>
    /// <exception cref="BackupException">A file cannot be copied.</exception>
    public async Task<StagedBackup?> CopyAsync(CancellationToken cancellationToken)
    {
        DataInventory inventory = DataInventory.Walk(data);
        foreach (string folder in inventory.Journals)
            _journals.Add(folder, new JournalCopy(Source(folder), Directory.CreateDirectory(Staged(folder)).FullName));
        Pull(isLast: false);

        Task positions = Task.Run(() => CopyPositions(inventory, cancellationToken), CancellationToken.None);
        try
        {
            while (await Task.WhenAny(positions, Task.Delay(PullInterval, time, cancellationToken)) != positions)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Pull(isLast: false);
            }
        }
        finally
        {
            // It writes into the stage, which goes when this fails.
            await positions;
        }

        Pull(isLast: true);
        if (_journals.Any(journal => !journal.Value.TryFinish(LeastPosition(journal.Key))))
            return null;

        DataInventory now = DataInventory.Walk(data);
        if (!now.HasSameState(inventory))
            return null;
        foreach (string file in now.Others)
            await CopyFileAsync(file, cancellationToken);
        return new StagedBackup([.. StagedFiles()], _cursors, Inspect());
    }

    private void Pull(bool isLast)
    {
        foreach (JournalCopy journal in _journals.Values)
            journal.Pull(isLast);
    }

    private void CopyPositions(DataInventory inventory, CancellationToken cancellationToken)
    {
        foreach (string file in inventory.Cursors)
        {
            if (new CursorFile(Source(file)).Read() is not { } position)
                continue;
            new CursorFile(Prepare(file)).Write(position);
            _cursors.Add(new BackupCursor("all", file, position));
        }

        foreach (string file in inventory.Databases)
        {
            cancellationToken.ThrowIfCancellationRequested();
            string copy = Prepare(file);
            try
            {
                DatabaseCopy.Copy(Source(file), copy);
                _cursors.AddRange(DatabaseCopy.Cursors(copy, file));
            }
            catch (SqliteException e)
            {
                throw new BackupException($"{Source(file)} cannot be copied: {e.Message} If it is damaged, move it away or restore a copy of it first.", e);
            }
        }
    }

    private long? LeastPosition(string folder)
    {
        string partition = folder[(folder.LastIndexOf('/') + 1)..];
        return folder.StartsWith("journal/", StringComparison.Ordinal)
            ? _cursors.Where(cursor => cursor.Partition == partition).Select(cursor => (long?)cursor.Position).Min()
            : null;
    }

    /// <summary>A file that is gone meanwhile is as one that went before.</summary>
    private async Task CopyFileAsync(string file, CancellationToken cancellationToken)
    {
        try
        {
            await using var source = new FileStream(Source(file), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, BufferBytes);
            DateTime written = File.GetLastWriteTimeUtc(source.SafeFileHandle);
            string copy = Prepare(file);
            await using (var target = new FileStream(copy, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes))
                await source.CopyToAsync(target, BufferBytes, cancellationToken);
            File.SetLastWriteTimeUtc(copy, written);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Aged out since the folder was walked.
        }
    }

    /// <summary>Reads the copies of the journals again, block by block.</summary>
    private List<BackupJournal> Inspect()
    {
        var journals = new List<BackupJournal>();
        foreach ((string folder, JournalCopy copy) in _journals)
        {
            int damaged = 0;
            if (copy.Records > 0)
            {
                JournalReport report = JournalInspector.Inspect(Staged(folder));
                if (report.Records != copy.Records)
                    throw new BackupException($"{Staged(folder)}: the copy of the journal holds {report.Records} records where {copy.Records} were written; the disk loses data. Write to another one.");
                damaged = report.Segments.Sum(segment => segment.Damage.Count + (segment.Problem is null ? 0 : 1));
            }

            journals.Add(new BackupJournal(folder, copy.FirstPosition, copy.EndPosition, copy.Records, damaged));
        }

        return journals;
    }

    private IEnumerable<string> StagedFiles() =>
        Directory.EnumerateFiles(stage, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(stage, path).Replace(Path.DirectorySeparatorChar, '/'))
            .Order(StringComparer.Ordinal);

    private string Prepare(string file)
    {
        string path = Staged(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return path;
    }

    private string Source(string path) => Path.Combine(data, path);

    private string Staged(string path) => Path.Combine(stage, path);
}
