namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Keeps <c>_minutes</c> and <c>_hours</c> true to the rows: every span that is noted in <c>_dirty</c> is computed anew from all its
/// rows, so that late, repeated and corrected samples count as what they are. An hour is computed from its minutes once
/// none of them is dirty.
/// </summary>
internal sealed class Rollups : IDisposable
{
    // A sample that comes within a minute after its block ended costs no second pass.
    private const long Grace = 60;

    // What is done at once of a long range (an upgrade notes all of a series at once), whether it holds rows or not.
    private const long LongestStretch = 7 * 24 * RollupTime.Hour;

    private readonly SqliteDatabase _database;
    private readonly SeriesDirectory _series;
    private readonly DirtyRanges _dirty;
    private readonly FieldDirectory _fields;
    private readonly RollupTable _minutes;
    private readonly RollupTable _hours;
    private readonly Dictionary<WideTable, RawRows> _rows = [];
    private readonly List<(long Minute, Bucket[] Fields)> _done = [];

    public Rollups(SqliteDatabase database, SeriesDirectory series, DirtyRanges dirty, FieldDirectory fields)
    {
        _database = database;
        _series = series;
        _dirty = dirty;
        _fields = fields;
        _minutes = new RollupTable(database, "_minutes");
        _hours = new RollupTable(database, "_hours");
    }

    /// <summary>Rows read and buckets written since the start.</summary>
    public long Work { get; private set; }

    /// <summary>Rolls up what is due, within a transaction of the caller.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="budget">About how many rows to read and buckets to write.</param>
    /// <returns>True when more is due.</returns>
    public bool Run(long now, int budget)
    {
        while (budget > 0)
        {
            if (!_dirty.TryNext(now - Grace, out DirtyRange range))
                return false;
            SeriesState series = _series.ById(range.Series);
            RawRows rows = RowsOf(series.Table);
            // Rows that come from now on have to note the block again.
            series.NotedBlock = null;
            int work = Minutes(rows, range, budget, out long reached);
            _dirty.Shrink(range, reached);
            work += Hours(rows, range.Series, range.Start, reached);
            Work += work;
            budget -= work;
        }

        return true;
    }

    public void Dispose()
    {
        foreach (RawRows rows in _rows.Values)
            rows.Dispose();
        _minutes.Dispose();
        _hours.Dispose();
    }

    private int Minutes(RawRows rows, DirtyRange range, int budget, out long reached)
    {
        int work = 1;
        reached = Math.Min(range.End, range.Start + LongestStretch);
        long open = long.MinValue;
        _done.Clear();
        rows.Open(range.Series, range.Start, reached);
        while (rows.Read(out long second))
        {
            long minute = RollupTime.Floor(second, RollupTime.Minute);
            if (minute != open)
            {
                if (work >= budget && open != long.MinValue)
                {
                    reached = minute;
                    rows.Close();
                    break;
                }

                open = minute;
                _done.Add((minute, new Bucket[rows.Fields.Count]));
                work += rows.Fields.Count;
            }

            Bucket[] buckets = _done[^1].Fields;
            for (int i = 0; i < buckets.Length; i++)
            {
                if (rows.TryValue(i, out double value))
                    buckets[i].Add(value);
            }

            work++;
        }

        // Field by field, since one field's buckets lie together.
        for (int i = 0; i < rows.Fields.Count; i++)
        {
            _minutes.Delete(range.Series, rows.Fields[i], range.Start, reached);
            foreach ((long minute, Bucket[] buckets) in _done)
            {
                if (buckets[i].Count > 0)
                    _minutes.Insert(range.Series, rows.Fields[i], minute, buckets[i]);
            }
        }

        return work;
    }

    private int Hours(RawRows rows, long series, long from, long to)
    {
        int work = 0;
        for (long hour = RollupTime.Floor(from, RollupTime.Hour); hour < to; hour += RollupTime.Hour)
        {
            work++;
            if (_dirty.Overlaps(series, hour, hour + RollupTime.Hour))
                continue;
            foreach (long field in rows.Fields)
            {
                _hours.Delete(series, field, hour, hour + RollupTime.Hour);
                Bucket all = _minutes.Combine(series, field, hour, hour + RollupTime.Hour);
                if (all.Count > 0)
                    _hours.Insert(series, field, hour, all);
                work++;
            }
        }

        return work;
    }

    private RawRows RowsOf(WideTable table)
    {
        if (_rows.TryGetValue(table, out RawRows? rows) && rows.Columns == table.ColumnCount)
            return rows;
        rows?.Dispose();
        return _rows[table] = new RawRows(_database, table, _fields);
    }
}
