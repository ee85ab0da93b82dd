namespace Telemetry.Storage.Sqlite;

/// <summary>Reads the rows of a table for its rollups: the time, and every number field with NULL for what is missing or marked bad.</summary>
internal sealed class RawRows : IDisposable
{
    private readonly SqliteStatement _read;

    public RawRows(SqliteDatabase database, WideTable table, FieldDirectory fields)
    {
        string[] names = [.. table.NumberColumns];
        Fields = [.. names.Select(fields.Find)];
        Columns = table.ColumnCount;
        _read = database.Prepare($"""
            SELECT {WideTable.TimeColumn}{string.Concat(names.Select(n => ", " + WideTable.GoodValue(n, table.HasColumn)))} FROM {SqliteName.Quote(table.Name)}
            WHERE {WideTable.SeriesColumn} = ? AND {WideTable.TimeColumn} >= ? AND {WideTable.TimeColumn} < ? ORDER BY {WideTable.TimeColumn}
            """);
    }

    /// <summary>The numbers of the fields, in the order of the values.</summary>
    public IReadOnlyList<long> Fields { get; }

    /// <summary>How many columns the table had when this was made: with more of them it is out of date.</summary>
    public int Columns { get; }

    /// <summary>Begins at a second.</summary>
    public void Open(long series, long from, long to)
    {
        _read.Bind(1, series);
        _read.Bind(2, RollupTime.Nanoseconds(from));
        _read.Bind(3, RollupTime.Nanoseconds(to));
    }

    /// <summary>Moves to the next row; false after the last one.</summary>
    public bool Read(out long second)
    {
        bool read = _read.Read();
        second = read ? RollupTime.SecondOf(_read.Integer(0)) : 0;
        return read;
    }

    public bool TryValue(int field, out double value)
    {
        bool there = !_read.IsNull(field + 1);
        value = there ? _read.Number(field + 1) : 0;
        return there;
    }

    /// <summary>Ends before the last row.</summary>
    public void Close() => _read.Reset();

    public void Dispose() => _read.Dispose();
}
