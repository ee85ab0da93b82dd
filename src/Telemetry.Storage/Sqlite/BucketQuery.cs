using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>Aggregates a number field over buckets of time, from hours, minutes and rows as <see cref="QueryPlan"/> says.</summary>
internal sealed class BucketQuery(SqliteDatabase database, SeriesQuery query, long every, CancellationToken cancellationToken)
{
    // Far enough from the ends of 64 bits that rounding to hours stays within.
    private const long Farthest = 9_200_000_000_000_000_000;

    private readonly Dictionary<long, Part> _buckets = [];
    private long _end = Math.Clamp(SqliteQuery.Nanoseconds(query.ToMs), -Farthest, Farthest);
    private long _open = long.MinValue;
    private Part? _part;

    public List<SeriesPoint> Run(List<QuerySeries> series)
    {
        long from = Math.Clamp(SqliteQuery.Nanoseconds(query.FromMs), -Farthest, Farthest);
        // First and last of several series need to know which comes first: within an hour minutes tell.
        bool isOrdered = series.Count > 1 && (query.Function is Aggregate.First or Aggregate.Last) && every % QueryPlan.Minute == 0;
        var plan = new QueryPlan(isOrdered ? QueryPlan.Minute : every, Limit("raw"), Limit("minutes"));
        foreach (QuerySeries one in series)
            Read(one, one.IsRolledUp ? plan.Of(from, _end, Dirty(one)) : [new Stretch(StretchSource.Rows, from, _end)]);
        return [.. _buckets.OrderBy(b => b.Key).Take(query.Limit).Select(b => new SeriesPoint(SqliteQuery.Milliseconds(b.Key), b.Value.Answer(query.Function), null))];
    }

    private void Read(QuerySeries series, IReadOnlyList<Stretch> stretches)
    {
        _open = long.MinValue;
        using SqliteStatement rows = database.Prepare($"""
            SELECT {WideTable.TimeColumn}, {series.GoodValue} FROM {SqliteName.Quote(series.Table)}
            WHERE {WideTable.SeriesColumn} = {series.Id} AND {WideTable.TimeColumn} >= ? AND {WideTable.TimeColumn} < ? AND {series.GoodValue} IS NOT NULL
            ORDER BY {WideTable.TimeColumn}
            """);
        using SqliteStatement minutes = PrepareRollup("_minutes", series);
        using SqliteStatement hours = PrepareRollup("_hours", series);
        foreach (Stretch stretch in stretches)
        {
            // _end comes nearer when there are more buckets than wanted.
            if (stretch.From >= _end)
                return;
            if (stretch.Source == StretchSource.Rows)
                ReadRows(rows, stretch.From, stretch.To);
            else
                ReadRollups(stretch.Source == StretchSource.Hours ? hours : minutes, RollupTime.SecondOf(stretch.From), RollupTime.SecondOf(stretch.To));
        }
    }

    private void ReadRows(SqliteStatement rows, long from, long to)
    {
        rows.Bind(1, from);
        rows.Bind(2, to);
        while (rows.Read() && rows.Integer(0) is var time && time < _end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            double value = rows.Number(1);
            Add(time, new Bucket { Count = 1, Sum = value, Min = value, Max = value, First = value, Last = value });
        }

        rows.Reset();
    }

    private void ReadRollups(SqliteStatement buckets, long from, long to)
    {
        buckets.Bind(1, from);
        buckets.Bind(2, to);
        while (buckets.Read() && RollupTime.Nanoseconds(buckets.Integer(0)) is var time && time < _end)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(time, RollupTable.Read(buckets, 1));
        }

        buckets.Reset();
    }

    private void Add(long time, in Bucket values)
    {
        long start = RollupTime.Floor(time, every);
        if (_part is null || start != _open)
        {
            _open = start;
            if (!_buckets.TryGetValue(start, out _part))
                _buckets[start] = _part = new Part();
            // Only the oldest are wanted: the others are not even kept in memory.
            if (_buckets.Count > 2L * query.Limit + 1)
                Forget();
        }

        _part.Add(time, values);
    }

    private void Forget()
    {
        long[] late = [.. _buckets.Keys.Order().Skip(query.Limit)];
        foreach (long start in late)
            _buckets.Remove(start);
        _end = Math.Min(_end, late[0]);
    }

    private SqliteStatement PrepareRollup(string table, QuerySeries series)
    {
        SqliteStatement statement = database.Prepare($"""
            SELECT time, {RollupTable.Values} FROM {table}
            WHERE series = {series.Id} AND field = (SELECT id FROM _fields WHERE name = ?3) AND time >= ?1 AND time < ?2 ORDER BY time
            """);
        statement.Bind(3, query.Field);
        return statement;
    }

    private List<DirtyRange> Dirty(QuerySeries series)
    {
        var ranges = new List<DirtyRange>();
        using SqliteStatement statement = database.Prepare($"SELECT start, stop FROM _dirty WHERE series = {series.Id} ORDER BY start");
        while (statement.Read())
            ranges.Add(new DirtyRange(series.Id, statement.Integer(0), statement.Integer(1)));
        return ranges;
    }

    private long Limit(string name) =>
        database.Integer($"SELECT value FROM _state WHERE name = '{name}'") is { } seconds ? RollupTime.Nanoseconds(seconds) : long.MinValue;

    /// <summary>
    /// A bucket of the answer. A device that moved has several series, whose parts come one after the other and not in the
    /// order of time: then the times tell which value is first and last (to the resolution of the rollup).
    /// </summary>
    private sealed class Part
    {
        private Bucket _all;
        private double _first;
        private double _last;
        private long _firstTime = long.MaxValue;
        private long _lastTime = long.MinValue;

        public void Add(long time, in Bucket values)
        {
            _all.Add(values);
            if (time < _firstTime)
                (_firstTime, _first) = (time, values.First);
            if (time >= _lastTime)
                (_lastTime, _last) = (time, values.Last);
        }

        public double Answer(Aggregate function) => function switch
        {
            Aggregate.Mean => _all.Sum / _all.Count,
            Aggregate.Min => _all.Min,
            Aggregate.Max => _all.Max,
            Aggregate.Sum => _all.Sum,
            Aggregate.Count => _all.Count,
            Aggregate.First => _first,
            _ => _last,
        };
    }
}
