using Dapper;
using Microsoft.Data.Sqlite;

namespace Telemetry.Worker.Backups;

/// <summary>Copies SQLite databases that others write, and reads how far their owners had come in the journal.</summary>
internal static class DatabaseCopy
{
    private const string DefaultPartition = "all";

    /// <summary>
    /// One snapshot through SQLite's backup interface. In one step: the databases are in WAL mode, so reading holds up
    /// nobody's writes, while a copy in many steps would begin anew at each of them and might never end.
    /// </summary>
    /// <exception cref="SqliteException">It cannot be read, or the copy cannot be written.</exception>
    public static void Copy(string from, string to)
    {
        using SqliteConnection source = Open(from, SqliteOpenMode.ReadWrite);
        using SqliteConnection target = Open(to, SqliteOpenMode.ReadWriteCreate);
        source.BackupDatabase(target);
    }

    /// <summary>The positions that a database of this product keeps, whichever it is.</summary>
    /// <param name="path">The copy.</param>
    /// <param name="name">What it is a copy of.</param>
    public static IReadOnlyList<BackupCursor> Cursors(string path, string name)
    {
        using SqliteConnection connection = Open(path, SqliteOpenMode.ReadWrite);
        var tables = connection.Query<string>("SELECT name FROM sqlite_master WHERE type = 'table'").ToHashSet(StringComparer.Ordinal);
        var cursors = new List<BackupCursor>();
        foreach (string table in (string[])["checkpoint", "_cursor"])
        {
            if (tables.Contains(table))
                cursors.AddRange(connection.Query<(string Partition, long Position)>($"SELECT partition, position FROM {table}").Select(c => new BackupCursor(c.Partition, name, c.Position)));
        }

        if (tables.Contains("cursor"))
            cursors.AddRange(connection.Query<long>("SELECT position FROM cursor").Select(position => new BackupCursor(DefaultPartition, name, position)));
        return cursors;
    }

    private static SqliteConnection Open(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = mode, Pooling = false, DefaultTimeout = 30 }.ConnectionString);
        connection.Open();
        return connection;
    }
}
