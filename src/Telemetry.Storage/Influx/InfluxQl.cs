using System.Globalization;
using System.Text.Json;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>Queries in InfluxQL and their answers, which 1.x, 2.x and 3 share.</summary>
internal static class InfluxQl
{
    // What an influxd keeps: nanoseconds of 64 bits.
    private const long LeastMs = long.MinValue / 1_000_000;
    private const long MostMs = long.MaxValue / 1_000_000;

    public static string Select(SeriesQuery query)
    {
        long everyMs = query.Validate();
        string field = Identifier(query.Field);
        string what = everyMs == 0 ? field : $"{query.Function.ToString().ToLowerInvariant()}({field})";
        string bucket = everyMs == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" GROUP BY time({everyMs}ms) fill(none)");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"SELECT {what} FROM {Identifier(query.Measurement)} WHERE \"device\" = {Literal(query.Device)} AND time >= {Clamp(query.FromMs)}ms AND time < {Clamp(query.ToMs)}ms{bucket} ORDER BY time ASC LIMIT {query.Limit}");
    }

    /// <summary>A name in double quotes.</summary>
    public static string Identifier(string name) => $"\"{Escape(name).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    /// <summary>A text in single quotes.</summary>
    public static string Literal(string text) => $"'{Escape(text).Replace("'", "\\'", StringComparison.Ordinal)}'";

    /// <summary>The points of an answer to <see cref="Select"/>.</summary>
    /// <exception cref="ArgumentException">The server understood the request and cannot answer the query.</exception>
    /// <exception cref="StoreUnavailableException">The answer cannot be read.</exception>
    public static List<SeriesPoint> ReadPoints(string answer) => Read(answer, static row => Point(row[0].GetInt64(), row[1]));

    /// <summary>The first column of an answer, as <c>SHOW DATABASES</c> gives it.</summary>
    /// <exception cref="ArgumentException">The server understood the request and refuses it.</exception>
    /// <exception cref="StoreUnavailableException">The answer cannot be read.</exception>
    public static List<string?> ReadNames(string answer) => Read(answer, static row => row[0].GetString());

    private static SeriesPoint Point(long time, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => new SeriesPoint(time, null, value.GetString()),
        JsonValueKind.True => new SeriesPoint(time, 1, null),
        JsonValueKind.False => new SeriesPoint(time, 0, null),
        JsonValueKind.Number => new SeriesPoint(time, value.GetDouble(), null),
        _ => new SeriesPoint(time, null, null),
    };

    private static long Clamp(long ms) => Math.Clamp(ms, LeastMs, MostMs);

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    // A series without any point, such as an empty list of databases, comes without values.
    private static IEnumerable<JsonElement> Values(JsonElement series) =>
        series.TryGetProperty("values", out JsonElement values) ? values.EnumerateArray() : [];

    private static List<T> Read<T>(string answer, Func<JsonElement, T> row)
    {
        try
        {
            using var json = JsonDocument.Parse(answer);
            JsonElement result = json.RootElement.GetProperty("results")[0];
            if (result.TryGetProperty("error", out JsonElement error))
                throw new ArgumentException(error.GetString());
            return result.TryGetProperty("series", out JsonElement series) ? [.. series.EnumerateArray().SelectMany(Values).Select(row)] : [];
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException or FormatException)
        {
            throw new StoreUnavailableException("The answer is not that of an InfluxDB query.", e);
        }
    }
}
