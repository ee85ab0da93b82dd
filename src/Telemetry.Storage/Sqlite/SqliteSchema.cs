using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>The tables that are there besides the wide ones, and the version of the whole.</summary>
internal static class SqliteSchema
{
    public const int Version = 1;

    /// <summary>Creates what is missing and reads the cursor.</summary>
    /// <returns>The cursor of the partition; null when nothing was stored yet.</returns>
    /// <exception cref="StoreConfigurationException">The file was written by a newer version, or is no database.</exception>
    public static long? Open(SqliteDatabase database, string path, string partition)
    {
        using (SqliteStatement version = database.Prepare("PRAGMA user_version"))
        {
            version.Read();
            if (version.Integer(0) > Version)
            {
                throw new StoreConfigurationException(
                    $"{path} has format {version.Integer(0)}, and this version of Telemetry reads up to {Version}. Start the newer version, or point Data:Folder elsewhere.");
            }
        }

        database.Execute($"""
            BEGIN IMMEDIATE;
            CREATE TABLE IF NOT EXISTS _cursor (partition TEXT PRIMARY KEY, position INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS _series
            (id INTEGER PRIMARY KEY, series TEXT NOT NULL UNIQUE, measurement TEXT NOT NULL, device TEXT NOT NULL, table_name TEXT NOT NULL);
            CREATE INDEX IF NOT EXISTS _series_device ON _series (device, measurement);
            PRAGMA user_version = {Version};
            COMMIT
            """);
        using SqliteStatement cursor = database.Prepare("SELECT position FROM _cursor WHERE partition = ?");
        cursor.Bind(1, partition);
        return cursor.Read() ? cursor.Integer(0) : null;
    }
}
