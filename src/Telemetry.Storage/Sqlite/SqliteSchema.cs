using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>The tables that are there besides the wide ones, and the version of the whole.</summary>
internal static class SqliteSchema
{
    public const int Version = 2;

    // _minutes and _hours: time is the bucket's start in Unix seconds; what NULL means stands at RollupTable.
    private const string RollupColumns = """
        (series INTEGER NOT NULL, field INTEGER NOT NULL, time INTEGER NOT NULL, count INTEGER NOT NULL,
        sum REAL, min REAL, max REAL, first REAL NOT NULL, last REAL, PRIMARY KEY (series, field, time)) WITHOUT ROWID
        """;

    /// <summary>Creates what is missing, upgrades what is older, and reads the cursor.</summary>
    /// <returns>The cursor of the partition; null when nothing was stored yet.</returns>
    /// <exception cref="StoreConfigurationException">The file was written by a newer version, or there is no room to upgrade it.</exception>
    public static long? Open(SqliteDatabase database, string path, string partition)
    {
        long found = database.Integer("PRAGMA user_version") ?? 0;
        if (found > Version)
        {
            throw new StoreConfigurationException(
                $"{path} has format {found}, and this version of Telemetry reads up to {Version}. Start the newer version, or put {path}.v{Version}, the copy that it made before its upgrade, in its place, or point Data:Folder elsewhere.");
        }

        bool isOlder = found > 0 && found < Version;
        if (isOlder)
            SqliteUpgrade.KeepCopy(database, path, found, new DriveInfo(Path.GetFullPath(path)).AvailableFreeSpace);
        database.Execute($"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS _cursor (partition TEXT PRIMARY KEY, position INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS _series
            (id INTEGER PRIMARY KEY, series TEXT NOT NULL UNIQUE, measurement TEXT NOT NULL, device TEXT NOT NULL, table_name TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS _series_device ON _series (device, measurement);
            CREATE TABLE IF NOT EXISTS _fields (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE COLLATE NOCASE);
            CREATE TABLE IF NOT EXISTS _minutes {RollupColumns};
            CREATE TABLE IF NOT EXISTS _hours {RollupColumns};
            CREATE TABLE IF NOT EXISTS _dirty
            (series INTEGER NOT NULL, start INTEGER NOT NULL, stop INTEGER NOT NULL, PRIMARY KEY (series, start)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS _dirty_end ON _dirty (stop, series, start);
            CREATE TABLE IF NOT EXISTS _state (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
            {View("_minutely", "_minutes")};
            {View("_hourly", "_hours")}
            """);
        if (isOlder)
            SqliteUpgrade.NoteAllRows(database);
        database.Execute($"""
            PRAGMA user_version = {Version};
            COMMIT
            """);
        using SqliteStatement cursor = database.Prepare("SELECT position FROM _cursor WHERE partition = ?");
        cursor.Bind(1, partition);
        return cursor.Read() ? cursor.Integer(0) : null;
    }

    /// <summary>For people with sqlite3: names instead of numbers, and no NULL.</summary>
    private static string View(string name, string table) => $"""
        CREATE VIEW IF NOT EXISTS {name} (measurement, device, field, utc, count, sum, min, max, first, last) AS
        SELECT s.measurement, s.device, f.name, datetime(r.time, 'unixepoch'), {RollupTable.Values}
        FROM {table} r JOIN _series s ON s.id = r.series JOIN _fields f ON f.id = r.field
        """;
}
