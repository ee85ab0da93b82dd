using SQLitePCL;

namespace Telemetry.Storage.Sqlite;

/// <summary>A connection of our own: one thread at a time.</summary>
internal sealed class SqliteDatabase : IDisposable
{
    private readonly sqlite3 _handle;

    static SqliteDatabase() => Batteries_V2.Init();

    public SqliteDatabase(string path, bool readOnly = false)
    {
        int access = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        int code = raw.sqlite3_open_v2(path, out _handle, access | raw.SQLITE_OPEN_NOMUTEX, null);
        if (code != raw.SQLITE_OK)
        {
            string message = raw.sqlite3_errmsg(_handle).utf8_to_string();
            _handle.Dispose();
            throw new SqliteFailedException(code, $"{path}: {message}");
        }
    }

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => raw.sqlite3_changes(_handle);

    /// <summary>Runs statements that answer nothing.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_handle, sql));

    /// <summary>The first number a statement answers; null when it answers none.</summary>
    public long? Integer(string sql)
    {
        using SqliteStatement statement = Prepare(sql);
        return statement.Read() && !statement.IsNull(0) ? statement.Integer(0) : null;
    }

    public SqliteStatement Prepare(string sql)
    {
        Check(raw.sqlite3_prepare_v3(_handle, sql, raw.SQLITE_PREPARE_PERSISTENT, out sqlite3_stmt statement));
        return new SqliteStatement(this, statement);
    }

    /// <summary>Copies the whole database as it stands into another, which is empty.</summary>
    public void CopyTo(SqliteDatabase target, int pagesAtOnce)
    {
        using sqlite3_backup copy = raw.sqlite3_backup_init(target._handle, "main", _handle, "main");
        if (copy.IsInvalid)
            target.Check(raw.sqlite3_errcode(target._handle));
        int code;
        do
            code = raw.sqlite3_backup_step(copy, pagesAtOnce);
        while (code == raw.SQLITE_OK);
        target.Check(code);
    }

    public void Check(int code)
    {
        if (code is not (raw.SQLITE_OK or raw.SQLITE_ROW or raw.SQLITE_DONE))
            throw new SqliteFailedException(code, raw.sqlite3_errmsg(_handle).utf8_to_string());
    }

    public void Dispose() => _handle.Dispose();
}
