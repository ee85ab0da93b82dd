using Microsoft.Data.Sqlite;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>Answers a query on a read-only connection, beside the writer, from one state of the database.</summary>
internal static class SqliteQuery
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    // Times beyond these are outside what 64-bit nanoseconds hold (1677 to 2262).
    private const long LeastMs = long.MinValue / NanosecondsPerMillisecond;
    private const long MostMs = long.MaxValue / NanosecondsPerMillisecond;

    public static List<SeriesPoint> Run(SqliteConnection connection, SeriesQuery query, CancellationToken cancellationToken)
    {
        long everyMs = query.Validate();
        using SqliteTransaction state = connection.BeginTransaction(deferred: true);
        List<QuerySeries> series = FindSeries(connection, query);
        if (series.Count == 0)
            return [];
        if (everyMs == 0)
            return ReadRows(connection, query, series, cancellationToken);
        long everyNs = Math.Min(everyMs, MostMs) * NanosecondsPerMillisecond;
        return series.TrueForAll(s => s.IsNumber)
            ? new BucketQuery(connection, query, everyNs, cancellationToken).Run(series)
            : TextBuckets(connection, query, everyNs, series, cancellationToken);
    }

    /// <summary>A moment of a query in nanoseconds.</summary>
    public static long Nanoseconds(long ms) => Math.Clamp(ms, LeastMs, MostMs) * NanosecondsPerMillisecond;

    public static long Milliseconds(long nanoseconds) => RollupTime.Floor(nanoseconds, NanosecondsPerMillisecond) / NanosecondsPerMillisecond;

    private static List<SeriesPoint> ReadRows(SqliteConnection connection, SeriesQuery query, List<QuerySeries> series, CancellationToken cancellationToken)
    {
        using SqliteCommand command = Command(connection, $"{Rows(query, series)} ORDER BY ns LIMIT $limit", query);
        return Read(command, cancellationToken);
    }

    /// <summary>Texts have no rollups: first, last and count come from the rows that are kept.</summary>
    private static List<SeriesPoint> TextBuckets(SqliteConnection connection, SeriesQuery query, long everyNs, List<QuerySeries> series, CancellationToken cancellationToken)
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
        const string Bucket = "(ns - ((ns % $every) + $every) % $every)";
        using SqliteCommand command = Command(
            connection, $"SELECT {Bucket} AS bucket, {function} FROM ({Rows(query, series)}) GROUP BY bucket ORDER BY bucket LIMIT $limit", query);
        command.Parameters.AddWithValue("$every", everyNs);
        return Read(command, cancellationToken);
    }

    private static string Rows(SeriesQuery query, List<QuerySeries> series)
    {
        string field = SqliteName.Quote(query.Field);
        return string.Join(" UNION ALL ", series.Select(s => $"""
            SELECT {WideTable.TimeColumn} AS ns, {field} AS v FROM {SqliteName.Quote(s.Table)}
            WHERE {WideTable.SeriesColumn} = {s.Id} AND {WideTable.TimeColumn} >= $from AND {WideTable.TimeColumn} < $to AND {field} IS NOT NULL
            """));
    }

    private static SqliteCommand Command(SqliteConnection connection, string statement, SeriesQuery query)
    {
        SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.Parameters.AddWithValue("$from", Nanoseconds(query.FromMs));
        command.Parameters.AddWithValue("$to", Nanoseconds(query.ToMs));
        command.Parameters.AddWithValue("$limit", query.Limit);
        return command;
    }

    private static List<SeriesPoint> Read(SqliteCommand command, CancellationToken cancellationToken)
    {
        using SqliteDataReader reader = command.ExecuteReader();
        var points = new List<SeriesPoint>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long ms = Milliseconds(reader.GetInt64(0));
            points.Add(reader.GetValue(1) is string text ? new SeriesPoint(ms, null, text) : new SeriesPoint(ms, reader.GetDouble(1), null));
        }

        return points;
    }

    /// <summary>The device's series whose table has the field.</summary>
    private static List<QuerySeries> FindSeries(SqliteConnection connection, SeriesQuery query)
    {
        var found = new List<QuerySeries>();
        using SqliteCommand command = connection.CreateCommand();
        // The columns are asked first: SQLite takes an unknown name in double quotes for a text.
        command.CommandText = """
            SELECT s.id, s.table_name, c.type, (SELECT count(*) FROM pragma_table_info(s.table_name) q WHERE q.name = $field || '_quality' AND q.pk = 0)
            FROM _series s JOIN pragma_table_info(s.table_name) c ON c.name = $field COLLATE NOCASE AND c.pk = 0
            WHERE s.device = $device AND s.measurement = $measurement ORDER BY s.id
            """;
        command.Parameters.AddWithValue("$device", query.Device);
        command.Parameters.AddWithValue("$measurement", query.Measurement);
        command.Parameters.AddWithValue("$field", query.Field);
        using SqliteDataReader reader = command.ExecuteReader();
        while (reader.Read())
        {
            bool hasQuality = reader.GetInt64(3) > 0;
            found.Add(new QuerySeries(
                reader.GetInt64(0), reader.GetString(1), reader.GetString(2) != "TEXT", WideTable.GoodValue(query.Field, _ => hasQuality),
                !SeriesDirectory.IsEvent(query.Measurement)));
        }

        return found;
    }
}
