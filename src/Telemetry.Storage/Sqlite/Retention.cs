namespace Telemetry.Storage.Sqlite;

/// <summary>
/// Deletes what is older than it is kept: rows, minutes and hours each at its own limit, events and incidents with the hours.
/// The limits move by whole hours; after each move one sweep over all series follows, a few rows at a time. It is run when
/// everything due was rolled up, and the limit of the rows is a day old at least: no row goes before its rollup is final.
/// </summary>
internal sealed class Retention : IDisposable
{
    private const int RowsAtOnce = 5_000;

    // What a look into one b-tree costs, in rows deleted.
    private const int SeekCost = 5;

    private readonly SqliteDatabase _database;
    private readonly SeriesDirectory _series;
    private readonly FieldDirectory _fields;
    private readonly RollupTable _minutes;
    private readonly RollupTable _hours;
    private readonly KeepLimit _rawLimit;
    private readonly KeepLimit _minutesLimit;
    private readonly KeepLimit _hoursLimit;
    private readonly Dictionary<WideTable, SqliteStatement> _deletes = [];
    private int _swept;
    private long _lookedAt = long.MinValue;

    public Retention(SqliteDatabase database, SqliteStoreOptions options, SeriesDirectory series, FieldDirectory fields, long now)
    {
        _database = database;
        _series = series;
        _fields = fields;
        _minutes = new RollupTable(database, "_minutes");
        _hours = new RollupTable(database, "_hours");
        _rawLimit = new KeepLimit(database, "raw", options.KeepRaw);
        _minutesLimit = new KeepLimit(database, "minutes", options.KeepMinutes);
        _hoursLimit = new KeepLimit(database, "hours", options.KeepHours);
        foreach (KeepLimit limit in (ReadOnlySpan<KeepLimit>)[_rawLimit, _minutesLimit, _hoursLimit])
            limit.Load(now, OldestRow);
    }

    /// <summary>Rows before this are not taken any more, in nanoseconds: some of the same minute may be deleted, and its rollup is final.</summary>
    public long RawLimit => RollupTime.Nanoseconds(_rawLimit.Seconds);

    /// <summary>Rows and buckets deleted since the start.</summary>
    public long Deleted { get; private set; }

    /// <summary>Goes on deleting, within a transaction of the caller.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="budget">About how many rows to delete.</param>
    /// <returns>True when more is to be deleted.</returns>
    public bool Run(long now, int budget)
    {
        while (budget > 0)
        {
            if (_swept >= _series.Count && !Advance(now))
                return false;
            if (_swept < _series.Count && Sweep(_series[_swept], ref budget))
                _swept++;
        }

        return true;
    }

    public void Dispose()
    {
        _minutes.Dispose();
        _hours.Dispose();
        foreach (SqliteStatement delete in _deletes.Values)
            delete.Dispose();
    }

    /// <summary>Moves the limits, once a minute, and begins a sweep when one moved.</summary>
    private bool Advance(long now)
    {
        long minute = RollupTime.Floor(now, RollupTime.Minute);
        if (minute == _lookedAt)
            return false;
        _lookedAt = minute;
        if (!(_rawLimit.Advance(now) | _minutesLimit.Advance(now) | _hoursLimit.Advance(now)))
            return false;
        _swept = 0;
        return true;
    }

    /// <returns>True when nothing of the series is left to delete.</returns>
    private bool Sweep(SeriesState series, ref int budget)
    {
        if (series.IsEvent)
            return DeleteRows(series, _hoursLimit, ref budget);
        if (!DeleteRows(series, _rawLimit, ref budget))
            return false;
        foreach (string column in series.Table.NumberColumns)
        {
            long field = _fields.Find(column);
            budget -= 2 * SeekCost;
            budget -= Note(_minutesLimit, _minutes.Delete(series.Id, field, long.MinValue, _minutesLimit.Seconds));
            budget -= Note(_hoursLimit, _hours.Delete(series.Id, field, long.MinValue, _hoursLimit.Seconds));
        }

        return true;
    }

    private bool DeleteRows(SeriesState series, KeepLimit limit, ref int budget)
    {
        if (!_deletes.TryGetValue(series.Table, out SqliteStatement? delete))
            _deletes[series.Table] = delete = _database.Prepare(DeleteStatement(series.Table));
        delete.Bind(1, series.Id);
        delete.Bind(2, RollupTime.Nanoseconds(limit.Seconds));
        delete.Run();
        int deleted = Note(limit, _database.Changes);
        budget -= SeekCost + deleted;
        return deleted < RowsAtOnce;
    }

    private int Note(KeepLimit limit, int deleted)
    {
        if (deleted > 0)
            limit.Deleted();
        Deleted += deleted;
        return deleted;
    }

    private static string DeleteStatement(WideTable table)
    {
        string rows = SqliteName.Quote(table.Name);
        return $"""
            DELETE FROM {rows} WHERE {WideTable.SeriesColumn} = ?1 AND {WideTable.TimeColumn} < min(?2, coalesce(
            (SELECT {WideTable.TimeColumn} FROM {rows} WHERE {WideTable.SeriesColumn} = ?1 ORDER BY {WideTable.TimeColumn} LIMIT 1 OFFSET {RowsAtOnce}), ?2))
            """;
    }

    private long? OldestRow()
    {
        long? oldest = null;
        for (int i = 0; i < _series.Count; i++)
        {
            if (_database.Integer($"SELECT min({WideTable.TimeColumn}) FROM {SqliteName.Quote(_series[i].Table.Name)} WHERE {WideTable.SeriesColumn} = {_series[i].Id}") is { } first)
                oldest = Math.Min(oldest ?? long.MaxValue, RollupTime.SecondOf(first));
        }

        return oldest;
    }
}
