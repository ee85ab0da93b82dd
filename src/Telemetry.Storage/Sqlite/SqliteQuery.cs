using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>Answers a query on a read-only connection, beside the writer, from one state of the database.</summary>
internal static class SqliteQuery
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    // Times beyond these are outside what 64-bit nanoseconds hold (1677 to 2262).
    private const long LeastMs = long.MinValue / NanosecondsPerMillisecond;
    private const long MostMs = long.MaxValue / NanosecondsPerMillisecond;

    public static List<SeriesPoint> Run(SqliteDatabase database, SeriesQuery query, CancellationToken cancellationToken)
    {
        long everyMs = query.Validate();
        database.Execute("PRAGMA busy_timeout = 5000; BEGIN");
        List<QuerySeries> series = FindSeries(database, query);
        if (series.Count == 0)
            return [];
        if (everyMs == 0)
            return ReadRows(database, query, series, cancellationToken);
        long everyNs = Math.Min(everyMs, MostMs) * NanosecondsPerMillisecond;
        return series.TrueForAll(s => s.IsNumber)
            ? new BucketQuery(database, query, everyNs, cancellationToken).Run(series)
            : TextBuckets(database, query, everyNs, series, cancellationToken);
    }

    /// <summary>A moment of a query in nanoseconds.</summary>
    public static long Nanoseconds(long ms) => Math.Clamp(ms, LeastMs, MostMs) * NanosecondsPerMillisecond;

    public static long Milliseconds(long nanoseconds) => RollupTime.Floor(nanoseconds, NanosecondsPerMillisecond) / NanosecondsPerMillisecond;

    private static List<SeriesPoint> ReadRows(SqliteDatabase database, SeriesQuery query, List<QuerySeries> series, CancellationToken cancellationToken)
    {
        using SqliteStatement statement = Prepare(database, $"{Rows(query, series)} ORDER BY ns LIMIT ?3", query);
        return Read(statement, cancellationToken);
    }

    /// <summary>Texts have no rollups: first, last and count come from the rows that are kept.</summary>
    private static List<SeriesPoint> TextBuckets(SqliteDatabase database, SeriesQuery query, long everyNs, List<QuerySeries> series, CancellationToken cancellationToken)
    {
        string? function = query.Function switch
        {
            Aggregate.Count => "count(v)",
            // With one min() or max() SQLite takes the bare column from the row that holds it.
            Aggregate.First => "v, min(ns)",
            Aggregate.Last => "v, max(ns)",
            _ => null,
        };
        if (function is null)
            return [];
        // The buckets before 1970 start at or below their points as well, hence the correction of the division.
        const string Bucket = "(ns - ((ns % ?4) + ?4) % ?4)";
        using SqliteStatement statement = Prepare(
            database, $"SELECT {Bucket} AS bucket, {function} FROM ({Rows(query, series)}) GROUP BY bucket ORDER BY bucket LIMIT ?3", query);
        statement.Bind(4, everyNs);
        return Read(statement, cancellationToken);
    }

    private static string Rows(SeriesQuery query, List<QuerySeries> series)
    {
        string field = SqliteName.Quote(query.Field);
        return string.Join(" UNION ALL ", series.Select(s => $"""
            SELECT {WideTable.TimeColumn} AS ns, {field} AS v FROM {SqliteName.Quote(s.Table)}
            WHERE {WideTable.SeriesColumn} = {s.Id} AND {WideTable.TimeColumn} >= ?1 AND {WideTable.TimeColumn} < ?2 AND {field} IS NOT NULL
            """));
    }

    private static SqliteStatement Prepare(SqliteDatabase database, string sql, SeriesQuery query)
    {
        SqliteStatement statement = database.Prepare(sql);
        statement.Bind(1, Nanoseconds(query.FromMs));
        statement.Bind(2, Nanoseconds(query.ToMs));
        statement.Bind(3, (long)query.Limit);
        return statement;
    }

    private static List<SeriesPoint> Read(SqliteStatement statement, CancellationToken cancellationToken)
    {
        var points = new List<SeriesPoint>();
        while (statement.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long ms = Milliseconds(statement.Integer(0));
            points.Add(statement.IsText(1) ? new SeriesPoint(ms, null, statement.Text(1)) : new SeriesPoint(ms, statement.Number(1), null));
        }

        return points;
    }

    /// <summary>The device's series whose table has the field.</summary>
    private static List<QuerySeries> FindSeries(SqliteDatabase database, SeriesQuery query)
    {
        var found = new List<QuerySeries>();
        // The columns are asked first: SQLite takes an unknown name in double quotes for a text.
        using SqliteStatement statement = database.Prepare("""
            SELECT s.id, s.table_name, c.type, (SELECT count(*) FROM pragma_table_info(s.table_name) q WHERE q.name = ?3 || '_quality' AND q.pk = 0)
            FROM _series s JOIN pragma_table_info(s.table_name) c ON c.name = ?3 COLLATE NOCASE AND c.pk = 0
            WHERE s.device = ?1 AND s.measurement = ?2 ORDER BY s.id
            """);
        statement.Bind(1, query.Device);
        statement.Bind(2, query.Measurement);
        statement.Bind(3, query.Field);
        while (statement.Read())
        {
            bool hasQuality = statement.Integer(3) > 0;
            found.Add(new QuerySeries(
                statement.Integer(0), statement.Text(1), statement.Text(2) != "TEXT", WideTable.GoodValue(query.Field, _ => hasQuality),
                !SeriesDirectory.IsEvent(query.Measurement)));
        }

        return found;
    }
}
