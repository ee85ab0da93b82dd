using SQLitePCL;

namespace Telemetry.Storage.Sqlite;

/// <summary>A prepared statement; parameters count from 1, columns from 0.</summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly sqlite3_stmt _statement;
    private readonly nint _handle;

    public SqliteStatement(SqliteDatabase database, sqlite3_stmt statement)
    {
        _database = database;
        _statement = statement;
        _handle = statement.DangerousGetHandle();
    }

    public void Bind(int index, double value) => _ = SqliteNative.BindDouble(_handle, index, value);

    public void Bind(int index, long value) => _ = SqliteNative.BindInt64(_handle, index, value);

    public void BindNull(int index) => _ = SqliteNative.BindNull(_handle, index);

    public void Bind(int index, string value) => _database.Check(raw.sqlite3_bind_text(_statement, index, value));

    public unsafe void Bind(int index, ReadOnlySpan<byte> utf8)
    {
        // An empty span has no address, and SQLite takes a null pointer for NULL.
        byte none = 0;
        fixed (byte* text = utf8)
            _database.Check(SqliteNative.BindText(_handle, index, text == null ? &none : text, utf8.Length, SqliteNative.Transient));
    }

    /// <summary>Runs a statement that answers no rows, ready for the next values.</summary>
    public void Run()
    {
        int code = SqliteNative.Step(_handle);
        if (code != raw.SQLITE_DONE)
            Fail(code);
        _ = SqliteNative.Reset(_handle);
    }

    /// <summary>Moves to the next row; false, and reset, after the last one.</summary>
    public bool Read()
    {
        int code = SqliteNative.Step(_handle);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            Fail(code);
        _ = SqliteNative.Reset(_handle);
        return false;
    }

    /// <summary>Ends reading before the last row.</summary>
    public void Reset() => _ = SqliteNative.Reset(_handle);

    public long Integer(int column) => SqliteNative.ColumnInt64(_handle, column);

    /// <summary>A number; NULL reads as 0.</summary>
    public double Number(int column) => SqliteNative.ColumnDouble(_handle, column);

    public bool IsText(int column) => SqliteNative.ColumnType(_handle, column) == raw.SQLITE_TEXT;

    public bool IsNull(int column) => SqliteNative.ColumnType(_handle, column) == raw.SQLITE_NULL;

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public void Dispose() => _statement.Dispose();

    private void Fail(int code)
    {
        try
        {
            _database.Check(code);
        }
        finally
        {
            _ = SqliteNative.Reset(_handle);
        }
    }
}
