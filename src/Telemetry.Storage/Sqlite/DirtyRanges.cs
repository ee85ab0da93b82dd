namespace Telemetry.Storage.Sqlite;

/// <summary>
/// The table <c>_dirty</c>: what has to be rolled up (again). A row that is stored notes its block in the same transaction, be it
/// new, late or a replay; the transaction that rolls a span up takes it out. So after a crash at any point a span is either
/// noted or its rollups are those of its rows. Ranges of a series may overlap: then some work is done twice.
/// </summary>
internal sealed class DirtyRanges : IDisposable
{
    private readonly SqliteStatement _note;
    private readonly SqliteStatement _next;
    private readonly SqliteStatement _overlaps;
    private readonly SqliteStatement _remove;

    public DirtyRanges(SqliteDatabase database)
    {
        // Two ranges with one start: the longer one says it for both.
        _note = database.Prepare("INSERT INTO _dirty (series, start, stop) VALUES (?, ?, ?) ON CONFLICT (series, start) DO UPDATE SET stop = excluded.stop WHERE excluded.stop > stop");
        _next = database.Prepare("SELECT series, start, stop FROM _dirty WHERE stop <= ? ORDER BY stop, series, start LIMIT 1");
        _overlaps = database.Prepare("SELECT 1 FROM _dirty WHERE series = ? AND start < ? AND stop > ? LIMIT 1");
        _remove = database.Prepare("DELETE FROM _dirty WHERE series = ? AND start = ?");
    }

    public void Note(DirtyRange range)
    {
        _note.Bind(1, range.Series);
        _note.Bind(2, range.Start);
        _note.Bind(3, range.End);
        _note.Run();
    }

    /// <summary>The range that ended first, if it ended by then.</summary>
    public bool TryNext(long endedBy, out DirtyRange range)
    {
        _next.Bind(1, endedBy);
        bool found = _next.Read();
        range = found ? new DirtyRange(_next.Integer(0), _next.Integer(1), _next.Integer(2)) : default;
        _next.Reset();
        return found;
    }

    public bool Overlaps(long series, long start, long end)
    {
        _overlaps.Bind(1, series);
        _overlaps.Bind(2, end);
        _overlaps.Bind(3, start);
        bool found = _overlaps.Read();
        _overlaps.Reset();
        return found;
    }

    /// <summary>Takes out what was rolled up; the rest of the range stays.</summary>
    public void Shrink(DirtyRange range, long reached)
    {
        _remove.Bind(1, range.Series);
        _remove.Bind(2, range.Start);
        _remove.Run();
        if (reached < range.End)
            Note(range with { Start = reached });
    }

    public void Dispose()
    {
        _note.Dispose();
        _next.Dispose();
        _overlaps.Dispose();
        _remove.Dispose();
    }
}
