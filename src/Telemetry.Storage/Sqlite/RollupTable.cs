namespace Telemetry.Storage.Sqlite;

/// <summary><c>_minutes</c> or <c>_hours</c>: a row for each series, field and bucket that has values. One field's history lies together.</summary>
internal sealed class RollupTable : IDisposable
{
    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _read;

    public RollupTable(SqliteDatabase database, string name)
    {
        _database = database;
        _delete = database.Prepare($"DELETE FROM {name} WHERE series = ? AND field = ? AND time >= ? AND time < ?");
        _insert = database.Prepare($"INSERT INTO {name} (series, field, time, count, sum, min, max, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _read = database.Prepare($"SELECT count, sum, min, max, first, last FROM {name} WHERE series = ? AND field = ? AND time >= ? AND time < ? ORDER BY time");
    }

    /// <returns>How many buckets were there.</returns>
    public int Delete(long series, long field, long from, long to)
    {
        BindRange(_delete, series, field, from, to);
        _delete.Run();
        return _database.Changes;
    }

    public void Insert(long series, long field, long time, in Bucket bucket)
    {
        _insert.Bind(1, series);
        _insert.Bind(2, field);
        _insert.Bind(3, time);
        _insert.Bind(4, bucket.Count);
        _insert.Bind(5, bucket.Sum);
        _insert.Bind(6, bucket.Min);
        _insert.Bind(7, bucket.Max);
        _insert.Bind(8, bucket.First);
        _insert.Bind(9, bucket.Last);
        _insert.Run();
    }

    /// <summary>All buckets of a span as one.</summary>
    public Bucket Combine(long series, long field, long from, long to)
    {
        BindRange(_read, series, field, from, to);
        var all = default(Bucket);
        while (_read.Read())
        {
            all.Add(new Bucket
            {
                Count = _read.Integer(0), Sum = _read.Number(1), Min = _read.Number(2), Max = _read.Number(3), First = _read.Number(4), Last = _read.Number(5),
            });
        }

        return all;
    }

    public void Dispose()
    {
        _delete.Dispose();
        _insert.Dispose();
        _read.Dispose();
    }

    private static void BindRange(SqliteStatement statement, long series, long field, long from, long to)
    {
        statement.Bind(1, series);
        statement.Bind(2, field);
        statement.Bind(3, from);
        statement.Bind(4, to);
    }
}
