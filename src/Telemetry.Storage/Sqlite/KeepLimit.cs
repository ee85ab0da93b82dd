namespace Telemetry.Storage.Sqlite;

/// <summary>
/// The moment before which something is not kept any more: whole hours, kept in <c>_state</c>. It follows the clock at most one
/// hour at a time, so a clock that jumps by years does not empty the store before somebody sees it, and it goes back with
/// the clock as far as nothing was deleted yet.
/// </summary>
/// <param name="keep">0: for ever.</param>
internal sealed class KeepLimit(SqliteDatabase database, string name, TimeSpan keep)
{
    private long _deleted;

    /// <summary>Unix seconds; the least number when nothing is too old.</summary>
    public long Seconds { get; private set; } = long.MinValue;

    /// <summary>Reads where it stood. Where there never was a limit it begins at the oldest row, so that it comes to nothing suddenly.</summary>
    public void Load(long now, Func<long?> oldest)
    {
        _deleted = database.Integer($"SELECT value FROM _state WHERE name = '{name}-deleted'") ?? long.MinValue;
        if (database.Integer($"SELECT value FROM _state WHERE name = '{name}'") is { } saved)
        {
            Seconds = saved;
        }
        else if (keep > TimeSpan.Zero)
        {
            long target = Target(now);
            Move(Math.Min(target, RollupTime.Floor(oldest() ?? target, RollupTime.Hour)));
        }
    }

    /// <summary>Follows the clock. Within a transaction of the caller.</summary>
    /// <returns>True when it moved.</returns>
    public bool Advance(long now)
    {
        if (keep == TimeSpan.Zero)
            return false;
        long target = Target(now);
        long next = target < Seconds ? Math.Max(target, _deleted) : Math.Min(target, Seconds + RollupTime.Hour);
        if (next == Seconds)
            return false;
        Move(next);
        return true;
    }

    /// <summary>Something before the limit was deleted: it does not go back behind this.</summary>
    public void Deleted()
    {
        if (_deleted >= Seconds)
            return;
        _deleted = Seconds;
        Save($"{name}-deleted", _deleted);
    }

    private long Target(long now) => RollupTime.Floor(now - (long)keep.TotalSeconds, RollupTime.Hour);

    private void Move(long seconds)
    {
        Seconds = seconds;
        Save(name, seconds);
    }

    private void Save(string key, long value) =>
        database.Execute($"INSERT INTO _state (name, value) VALUES ('{key}', {value}) ON CONFLICT (name) DO UPDATE SET value = excluded.value");
}
