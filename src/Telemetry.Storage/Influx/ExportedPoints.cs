using System.Text.Json;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Influx;

/// <summary>
/// Reads VictoriaMetrics' export, one JSON object per line: <c>{"metric":{},"values":[0.5],"timestamps":[1763700000123]}</c>.
/// Buckets are made here: its own functions look backwards from each step, which is not what the other stores answer.
/// </summary>
internal static class ExportedPoints
{
    /// <exception cref="StoreUnavailableException">The answer cannot be read.</exception>
    public static List<SeriesPoint> Read(string export, SeriesQuery query)
    {
        // A device that moved has several series, and each comes in blocks.
        var points = new List<(long Ms, double Value)>();
        try
        {
            foreach (string line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
                ReadLine(line, points);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new StoreUnavailableException("The answer is not that of a VictoriaMetrics export.", e);
        }

        points.Sort(static (a, b) => a.Ms.CompareTo(b.Ms));
        long everyMs = query.Validate();
        return everyMs == 0
            ? [.. points.Take(query.Limit).Select(p => new SeriesPoint(p.Ms, p.Value, null))]
            : [.. points.GroupBy(p => p.Ms - (((p.Ms % everyMs) + everyMs) % everyMs)).Take(query.Limit).Select(b => new SeriesPoint(b.Key, Value(query.Function, [.. b]), null))];
    }

    private static double Value(Aggregate function, List<(long Ms, double Value)> bucket) => function switch
    {
        Aggregate.Mean => bucket.Average(p => p.Value),
        Aggregate.Min => bucket.Min(p => p.Value),
        Aggregate.Max => bucket.Max(p => p.Value),
        Aggregate.Sum => bucket.Sum(p => p.Value),
        Aggregate.Count => bucket.Count,
        Aggregate.First => bucket[0].Value,
        _ => bucket[^1].Value,
    };

    private static void ReadLine(string line, List<(long Ms, double Value)> points)
    {
        using var json = JsonDocument.Parse(line);
        JsonElement values = json.RootElement.GetProperty("values");
        JsonElement timestamps = json.RootElement.GetProperty("timestamps");
        foreach ((JsonElement value, JsonElement timestamp) in values.EnumerateArray().Zip(timestamps.EnumerateArray()))
        {
            // What is not finite comes as null or text.
            if (value.ValueKind == JsonValueKind.Number)
                points.Add((timestamp.GetInt64(), value.GetDouble()));
        }
    }
}
