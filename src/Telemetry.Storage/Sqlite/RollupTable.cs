namespace Telemetry.Storage.Sqlite;

/// <summary>
/// <c>_minutes</c> or <c>_hours</c>: a row for each series, field and bucket that has values. One field's history lies together.
/// What follows from the other columns is NULL, which halves the table where devices speak once or twice a minute:
/// <c>last</c> when it equals <c>first</c>, <c>min</c> and <c>max</c> when they are one of these two, <c>sum</c> of one or two values.
/// </summary>
internal sealed class RollupTable : IDisposable
{
    public const string LastValue = "coalesce(last, first)";

    /// <summary>Count, sum, min, max, first and last of a row in SQL.</summary>
    public const string Values = $"""
        count, coalesce(sum, iif(count = 1, first, first + {LastValue})),
        coalesce(min, min(first, {LastValue})), coalesce(max, max(first, {LastValue})), first, {LastValue}
        """;

    private readonly SqliteDatabase _database;
    private readonly SqliteStatement _delete;
    private readonly SqliteStatement _insert;
    private readonly SqliteStatement _read;

    public RollupTable(SqliteDatabase database, string name)
    {
        _database = database;
        _delete = database.Prepare($"DELETE FROM {name} WHERE series = ? AND field = ? AND time >= ? AND time < ?");
        _insert = database.Prepare($"INSERT INTO {name} (series, field, time, count, sum, min, max, first, last) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
        _read = database.Prepare($"SELECT {Values} FROM {name} WHERE series = ? AND field = ? AND time >= ? AND time < ? ORDER BY time");
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
        BindOrNull(5, bucket.Sum, bucket.Count == 1 ? bucket.First : bucket.Count == 2 ? bucket.First + bucket.Last : null);
        BindOrNull(6, bucket.Min, Math.Min(bucket.First, bucket.Last));
        BindOrNull(7, bucket.Max, Math.Max(bucket.First, bucket.Last));
        _insert.Bind(8, bucket.First);
        BindOrNull(9, bucket.Last, bucket.First);
        _insert.Run();
    }

    /// <summary>All buckets of a span as one.</summary>
    public Bucket Combine(long series, long field, long from, long to)
    {
        BindRange(_read, series, field, from, to);
        var all = default(Bucket);
        while (_read.Read())
            all.Add(Read(_read, 0));
        return all;
    }

    /// <summary>The <see cref="Values"/> of a row.</summary>
    /// <param name="column">Where they begin.</param>
    public static Bucket Read(SqliteStatement row, int column) => new()
    {
        Count = row.Integer(column),
        Sum = row.Number(column + 1),
        Min = row.Number(column + 2),
        Max = row.Number(column + 3),
        First = row.Number(column + 4),
        Last = row.Number(column + 5),
    };

    public void Dispose()
    {
        _delete.Dispose();
        _insert.Dispose();
        _read.Dispose();
    }

    private void BindOrNull(int index, double value, double? implied)
    {
        if (value == implied)
            _insert.BindNull(index);
        else
            _insert.Bind(index, value);
    }

    private static void BindRange(SqliteStatement statement, long series, long field, long from, long to)
    {
        statement.Bind(1, series);
        statement.Bind(2, field);
        statement.Bind(3, from);
        statement.Bind(4, to);
    }
}
