using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Tests.Sqlite;

/// <summary>What a store of readings should answer, in the slow and obvious way: a dictionary of everything that was written.</summary>
internal sealed class ReadingModel
{
    private readonly Dictionary<(string Device, long Ms), Dictionary<string, object>> _rows = [];

    public void Write(string device, long ms, (string Name, object Value)[] fields)
    {
        if (!_rows.TryGetValue((device, ms), out Dictionary<string, object>? row))
            _rows[(device, ms)] = row = [];
        foreach ((string name, object value) in fields)
            row[name] = value;
    }

    public List<SeriesPoint> Query(string device, string field, long fromMs, long toMs, long everyMs, Aggregate function) =>
        [.. Values(device, field).Where(v => v.Ms >= fromMs && v.Ms < toMs)
            .GroupBy(v => v.Ms - (v.Ms % everyMs))
            .OrderBy(g => g.Key)
            .Select(g => new SeriesPoint(g.Key, Aggregated([.. g.OrderBy(v => v.Ms).Select(v => v.Value)], function), null))];

    /// <summary>The rows of a rollup table as text: time, count, sum, min, max, first, last.</summary>
    public List<string> Rollup(string device, string field, long unitMs) =>
        [.. Values(device, field).GroupBy(v => v.Ms - (v.Ms % unitMs)).OrderBy(g => g.Key).Select(g =>
        {
            double[] values = [.. g.OrderBy(v => v.Ms).Select(v => v.Value)];
            return FormattableString.Invariant($"{g.Key / 1000}|{values.Length}|{values.Sum()}|{values.Min()}|{values.Max()}|{values[0]}|{values[^1]}");
        })];

    private static double Aggregated(double[] values, Aggregate function) => function switch
    {
        Aggregate.Mean => values.Sum() / values.Length,
        Aggregate.Min => values.Min(),
        Aggregate.Max => values.Max(),
        Aggregate.Sum => values.Sum(),
        Aggregate.Count => values.Length,
        Aggregate.First => values[0],
        _ => values[^1],
    };

    private IEnumerable<(long Ms, double Value)> Values(string device, string field) =>
        from row in _rows
        where row.Key.Device == device && row.Value.ContainsKey(field) && !row.Value.ContainsKey(field + "_quality")
        select (row.Key.Ms, row.Value[field] is bool open ? (open ? 1.0 : 0.0) : Convert.ToDouble(row.Value[field], System.Globalization.CultureInfo.InvariantCulture));
}
