using Microsoft.Data.Sqlite;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>Answers a query on a read-only connection, beside the writer.</summary>
internal static class SqliteQuery
{
    private const long NanosecondsPerMillisecond = 1_000_000;

    // Times beyond these are outside what 64-bit nanoseconds hold (1677 to 2262).
    private const long LeastMs = long.MinValue / NanosecondsPerMillisecond;
    private const long MostMs = long.MaxValue / NanosecondsPerMillisecond;

    public static List<SeriesPoint> Run(SqliteConnection connection, SeriesQuery query, CancellationToken cancellationToken)
    {
        long everyMs = query.Validate();
        var parts = new List<string>();
        foreach ((long series, string table) in FindSeries(connection, query))
        {
            if (HasColumn(connection, table, query.Field))
            {
                parts.Add($"""
                    SELECT {WideTable.TimeColumn} AS ns, {SqliteName.Quote(query.Field)} AS v FROM {SqliteName.Quote(table)}
                    WHERE {WideTable.SeriesColumn} = {series} AND {WideTable.TimeColumn} >= $from AND {WideTable.TimeColumn} < $to
                    AND {SqliteName.Quote(query.Field)} IS NOT NULL
                    """);
            }
        }

        return parts.Count == 0 ? [] : Read(connection, Statement(query, everyMs, string.Join(" UNION ALL ", parts)), query, everyMs, cancellationToken);
    }

    private static string Statement(SeriesQuery query, long everyMs, string points)
    {
        if (everyMs == 0)
            return $"{points} ORDER BY ns LIMIT $limit";
        // The buckets before 1970 start at or below their points as well, hence the correction of the division.
        const string Bucket = "(ns - ((ns % $every) + $every) % $every)";
        string function = query.Function switch
        {
            Aggregate.Mean => "avg(v)",
            Aggregate.Min => "min(v)",
            Aggregate.Max => "max(v)",
            Aggregate.Sum => "sum(v)",
            Aggregate.Count => "count(v)",
            // With one min() or max() SQLite takes the bare column from the row that holds it.
            Aggregate.First => "v, min(ns)",
            _ => "v, max(ns)",
        };
        string numbers = query.Function is Aggregate.Count or Aggregate.First or Aggregate.Last ? "" : "WHERE typeof(v) <> 'text'";
        return $"SELECT {Bucket} AS bucket, {function} FROM ({points}) {numbers} GROUP BY bucket ORDER BY bucket LIMIT $limit";
    }

    private static List<SeriesPoint> Read(SqliteConnection connection, string statement, SeriesQuery query, long everyMs, CancellationToken cancellationToken)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = statement;
        command.Parameters.AddWithValue("$from", Math.Clamp(query.FromMs, LeastMs, MostMs) * NanosecondsPerMillisecond);
        command.Parameters.AddWithValue("$to", Math.Clamp(query.ToMs, LeastMs, MostMs) * NanosecondsPerMillisecond);
        command.Parameters.AddWithValue("$limit", query.Limit);
        if (everyMs > 0)
            command.Parameters.AddWithValue("$every", Math.Min(everyMs, MostMs) * NanosecondsPerMillisecond);
        using SqliteDataReader reader = command.ExecuteReader();
        var points = new List<SeriesPoint>();
        while (reader.Read())
        {
            cancellationToken.ThrowIfCancellationRequested();
            long ms = (long)Math.Floor((decimal)reader.GetInt64(0) / NanosecondsPerMillisecond);
            points.Add(reader.GetValue(1) is string text ? new SeriesPoint(ms, null, text) : new SeriesPoint(ms, reader.GetDouble(1), null));
        }

        return points;
    }

    private static List<(long Series, string Table)> FindSeries(SqliteConnection connection, SeriesQuery query)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT id, table_name FROM _series WHERE device = $device AND measurement = $measurement ORDER BY id";
        command.Parameters.AddWithValue("$device", query.Device);
        command.Parameters.AddWithValue("$measurement", query.Measurement);
        using SqliteDataReader reader = command.ExecuteReader();
        var series = new List<(long, string)>();
        while (reader.Read())
            series.Add((reader.GetInt64(0), reader.GetString(1)));
        return series;
    }

    private static bool HasColumn(SqliteConnection connection, string table, string field)
    {
        // Asked first: SQLite takes an unknown name in double quotes for a text.
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM pragma_table_info($table) WHERE name = $field AND pk = 0";
        command.Parameters.AddWithValue("$table", table);
        command.Parameters.AddWithValue("$field", field);
        return (long)command.ExecuteScalar()! > 0;
    }
}
