using SQLitePCL;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>From version 1, which had rows only, to version 2, which rolls them up. Interrupted anywhere it begins again.</summary>
internal static class SqliteUpgrade
{
    private const int PagesAtOnce = 4_096;

    // What the upgrade itself writes is small; the rollups come later, and are a part of what is stored anyway.
    private const long Spare = 64L << 20;

    /// <summary>Keeps a copy of the database beside it, <c>readings.db.v1</c>, whole and on disk when this returns.</summary>
    /// <exception cref="StoreConfigurationException">There is no room; nothing was changed.</exception>
    /// <exception cref="SqliteFailedException">The copy could not be written.</exception>
    /// <param name="free">Free bytes on the disk.</param>
    public static void KeepCopy(SqliteDatabase database, string path, long version, long free)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        long needed = ((database.Integer("PRAGMA page_count") ?? 0) * (database.Integer("PRAGMA page_size") ?? 0)) + Spare;
        if (free < needed)
        {
            throw new StoreConfigurationException(
                $"{path} has format {version} and is upgraded to {SqliteSchema.Version} after a copy is made, which needs {needed >> 20} MiB in {folder}; only {free >> 20} MiB are free. Make room, or move {path} away to begin with an empty one.");
        }

        string copy = $"{path}.v{version}";
        string partial = copy + ".partial";
        try
        {
            File.Delete(partial);
            using (var target = new SqliteDatabase(partial))
                database.CopyTo(target, PagesAtOnce);
            using (FileStream file = File.Open(partial, FileMode.Open, FileAccess.ReadWrite))
                file.Flush(flushToDisk: true);
            File.Move(partial, copy, overwrite: true);
            Libc.SyncFolder(folder);
        }
        catch (IOException e)
        {
            throw new SqliteFailedException(raw.SQLITE_IOERR, $"{copy}: {e.Message}");
        }
    }

    /// <summary>Has every row that is there rolled up in the background. Within a transaction of the caller.</summary>
    public static void NoteAllRows(SqliteDatabase database)
    {
        var series = new List<(long Id, string Table)>();
        using (SqliteStatement all = database.Prepare("SELECT id, table_name, measurement FROM _series"))
        {
            while (all.Read())
            {
                if (!SeriesDirectory.IsEvent(all.Text(2)))
                    series.Add((all.Integer(0), SqliteName.Quote(all.Text(1))));
            }
        }

        using var dirty = new DirtyRanges(database);
        foreach ((long id, string table) in series)
        {
            string ofSeries = $"FROM {table} WHERE {WideTable.SeriesColumn} = {id}";
            if (database.Integer($"SELECT min({WideTable.TimeColumn}) {ofSeries}") is { } first
                && database.Integer($"SELECT max({WideTable.TimeColumn}) {ofSeries}") is { } last)
            {
                dirty.Note(new DirtyRange(
                    id,
                    RollupTime.Floor(RollupTime.SecondOf(first), RollupTime.Block),
                    RollupTime.Floor(RollupTime.SecondOf(last), RollupTime.Block) + RollupTime.Block));
            }
        }
    }
}
