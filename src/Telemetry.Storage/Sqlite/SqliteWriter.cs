using Telemetry.Storage.LineProtocol;
using Telemetry.Storage.Stores;

namespace Telemetry.Storage.Sqlite;

/// <summary>
/// The one connection that writes. A batch and the cursor that follows it are one transaction, so whatever a crash leaves is
/// consistent. With synchronous NORMAL a power cut may take the last transactions, data and cursor together;
/// <see cref="Sync"/> ends that window by a commit with synchronous FULL, which flushes everything before it as well.
/// After an exception the writer must be disposed: what it learnt in the transaction (series, columns) is not true any more.
/// </summary>
internal sealed class SqliteWriter : IDisposable
{
    private readonly SqliteStoreOptions _options;
    private readonly RejectedLines _rejected;
    private readonly SqliteDatabase _database;
    private readonly BatchOrder _order = new();
    private readonly List<(LineRejection Reason, string Message, int Offset, int Length)> _refused = [];
    private readonly SqliteStatement _begin;
    private readonly SqliteStatement _commit;
    private readonly SqliteStatement _saveCursor;
    private readonly SeriesDirectory _series;
    private readonly FieldDirectory _fields;
    private readonly DirtyRanges _dirty;
    private readonly Rollups _rollups;
    private readonly Retention _retention;

    /// <param name="now">Unix seconds.</param>
    public SqliteWriter(SqliteStoreOptions options, Func<string, string, string?> tableOf, RejectedLines rejected, long now)
    {
        _options = options;
        _rejected = rejected;
        _database = new SqliteDatabase(options.Path);
        try
        {
            // FULL for the schema: the first commit also makes the entry of the log file in its folder durable.
            _database.Execute($"""
                PRAGMA busy_timeout = 5000;
                PRAGMA journal_mode = WAL;
                PRAGMA synchronous = FULL;
                PRAGMA cache_size = {-options.CacheKiB};
                PRAGMA wal_autocheckpoint = 0;
                """);
            Position = SqliteSchema.Open(_database, options.Path, options.Partition);
            _series = new SeriesDirectory(_database, tableOf);
            _fields = new FieldDirectory(_database);
            _dirty = new DirtyRanges(_database);
            _rollups = new Rollups(_database, _series, _dirty, _fields);
            _retention = new Retention(_database, options, _series, _fields, now);
            _begin = _database.Prepare("BEGIN IMMEDIATE");
            _commit = _database.Prepare("COMMIT");
            _saveCursor = _database.Prepare("INSERT INTO _cursor (partition, position) VALUES (?, ?) ON CONFLICT (partition) DO UPDATE SET position = excluded.position");
            _database.Execute("PRAGMA synchronous = NORMAL");
        }
        catch
        {
            _database.Dispose();
            throw;
        }
    }

    /// <summary>Rows read and buckets written for rollups, and rows and buckets deleted, since this was opened.</summary>
    public (long RolledUp, long Deleted) Work => (_rollups.Work, _retention.Deleted);

    /// <summary>The cursor found at the start; null when nothing was stored yet.</summary>
    public long? Position { get; }

    /// <summary>Stores a batch and its cursor.</summary>
    /// <returns>How many lines were set aside.</returns>
    /// <exception cref="SqliteFailedException">Nothing of the batch is stored.</exception>
    public int Write(LineBatch batch)
    {
        _refused.Clear();
        _begin.Run();
        Sort(batch);
        ReadOnlySpan<byte> lines = batch.Lines.Span;
        long limit = _retention.RawLimit;
        foreach (int i in _order.Order)
        {
            ref readonly BatchOrder.Entry entry = ref _order[i];
            LineReader.TryOpen(lines.Slice(entry.Offset, entry.Length), out LineReader line);
            if (!TryStore(line, entry.Series, limit, out LineRejection reason, out string message))
                _refused.Add((reason, message, entry.Offset, entry.Length));
        }

        SaveCursor(batch.EndPosition);
        _commit.Run();
        foreach ((LineRejection reason, string message, int offset, int length) in _refused)
            _rejected.Add(reason, message, lines.Slice(offset, length));
        _rejected.Sync();
        return _refused.Count;
    }

    /// <summary>Makes every transaction so far, and the cursor, outlive a power cut.</summary>
    /// <exception cref="SqliteFailedException">It did not work; nothing is lost.</exception>
    public void Sync(long position)
    {
        _database.Execute("PRAGMA synchronous = FULL");
        _begin.Run();
        SaveCursor(position);
        _commit.Run();
        _database.Execute("PRAGMA synchronous = NORMAL");
    }

    /// <summary>A step of the work that is done beside storing: rolls up, deletes what is too old.</summary>
    /// <param name="now">Unix seconds.</param>
    /// <param name="rows">About how many rows to read, write or delete.</param>
    /// <returns>True when more is to be done.</returns>
    /// <exception cref="SqliteFailedException">Nothing of the step is stored.</exception>
    public bool Upkeep(long now, int rows)
    {
        _begin.Run();
        // Nothing is deleted before everything due is rolled up.
        bool more = _rollups.Run(now, rows) || _retention.Run(now, rows);
        _commit.Run();
        return more;
    }

    /// <summary>Moves what is left in the log into the file and empties the log, if no reader needs it.</summary>
    public void EmptyLog()
    {
        _database.Execute("PRAGMA busy_timeout = 50");
        _database.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        _database.Execute("PRAGMA busy_timeout = 5000");
    }

    public void Dispose()
    {
        _retention.Dispose();
        _rollups.Dispose();
        _dirty.Dispose();
        _fields.Dispose();
        _begin.Dispose();
        _commit.Dispose();
        _saveCursor.Dispose();
        _series.Dispose();
        _database.Dispose();
    }

    private bool TryStore(in LineReader line, SeriesState series, long limit, out LineRejection reason, out string message)
    {
        if (series.IsEvent)
            return series.Table.TryStore(line, series.Id, out reason, out message);
        if (line.TimestampNs < limit)
        {
            (reason, message) = (LineRejection.Retention, $"Older than Store:KeepRaw ({_options.KeepRaw.TotalDays} days).");
            return false;
        }

        if (!series.Table.TryStore(line, series.Id, out reason, out message))
            return false;
        long block = RollupTime.Floor(RollupTime.SecondOf(line.TimestampNs), RollupTime.Block);
        if (series.NotedBlock != block)
        {
            _dirty.Note(new DirtyRange(series.Id, block, block + RollupTime.Block));
            series.NotedBlock = block;
        }

        return true;
    }

    private void Sort(LineBatch batch)
    {
        _order.Clear(batch.Count);
        ReadOnlySpan<byte> lines = batch.Lines.Span;
        int offset = 0;
        while (offset < lines.Length)
        {
            int length = lines[offset..].IndexOf((byte)'\n');
            if (LineReader.TryOpen(lines.Slice(offset, length), out LineReader line))
                _order.Add(offset, length, _series.Find(line));
            else
                _refused.Add((LineRejection.Malformed, "The line cannot be read.", offset, length));
            offset += length + 1;
        }

        _order.Sort(_series.Count);
    }

    private void SaveCursor(long position)
    {
        _saveCursor.Bind(1, _options.Partition);
        _saveCursor.Bind(2, position);
        _saveCursor.Run();
    }
}
