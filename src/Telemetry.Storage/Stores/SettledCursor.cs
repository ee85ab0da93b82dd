using Microsoft.Extensions.Logging;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Stores;

/// <summary>
/// The cursors behind the cursor. <see cref="Settled"/> is how far the store has everything for good: it follows the stored
/// position once the store synced it, or <see cref="ITimeSeriesStore.Settle"/> later when the store answers before it is
/// safe. <see cref="Kept"/> follows once that is in a file, for stores that keep no position themselves: only what a start
/// would not ask for again may leave the journal.
/// </summary>
internal sealed partial class SettledCursor(ITimeSeriesStore store, CursorFile? file, UploaderOptions options, TimeProvider time, ILogger logger)
{
    // A store that cannot sync just now is not asked again and again.
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _interval = options.SettleInterval > store.Settle / 6 ? options.SettleInterval : store.Settle / 6;
    private readonly Queue<(long At, long Position)> _waiting = new();
    private long _noted;
    private long _settled;
    private long _kept;
    private long _settledAt;
    private long _keptAt;
    private bool _syncFailed;

    public long Settled => Volatile.Read(ref _settled);

    public long Kept => Volatile.Read(ref _kept);

    /// <summary>Starts at a position that is known to be settled and kept.</summary>
    public void StartAt(long position)
    {
        Volatile.Write(ref _settled, position);
        Volatile.Write(ref _kept, position);
        _settledAt = _keptAt = time.GetTimestamp();
        Rewind();
    }

    /// <summary>Forgets what was stored and is not settled.</summary>
    public void Rewind()
    {
        _waiting.Clear();
        _noted = _settled;
    }

    /// <summary>How long until there is something to do; null when all is settled and kept.</summary>
    public TimeSpan? Due(long stored)
    {
        long now = time.GetTimestamp();
        TimeSpan? settle = _settled < stored ? UntilSettle(now) : null;
        TimeSpan? keep = _kept < _settled ? Left(options.SaveInterval, _keptAt, now) : null;
        return settle is null || keep < settle ? keep : settle;
    }

    /// <summary>Moves towards the stored position and keeps the result.</summary>
    /// <param name="atOnce">True: also when that was done a moment ago.</param>
    /// <returns>False when the store was restarted and everything since <see cref="Settled"/> has to be sent again.</returns>
    public async Task<bool> MoveAsync(long stored, bool atOnce, CancellationToken cancellationToken)
    {
        long now = time.GetTimestamp();
        bool same = _settled >= stored || !(atOnce || UntilSettle(now) == TimeSpan.Zero) || await SettleAsync(stored, now, cancellationToken);
        if (_kept < _settled && (atOnce || Left(options.SaveInterval, _keptAt, now) == TimeSpan.Zero))
            Keep(_settled, now);
        return same;
    }

    private TimeSpan UntilSettle(long now) => Left(_syncFailed && _interval < AfterFailure ? AfterFailure : _interval, _settledAt, now);

    private TimeSpan Left(TimeSpan interval, long since, long now)
    {
        TimeSpan left = interval - time.GetElapsedTime(since, now);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private async Task<bool> SettleAsync(long stored, long now, CancellationToken cancellationToken)
    {
        _settledAt = now;
        WriteOutcome outcome = await store.SyncAsync(stored, cancellationToken);
        _syncFailed = outcome == WriteOutcome.Retry;
        if (outcome != WriteOutcome.Stored)
            return outcome != WriteOutcome.Rewind;
        if (stored > _noted)
            _waiting.Enqueue((time.GetTimestamp(), stored));
        _noted = stored;
        long settled = _settled;
        while (_waiting.TryPeek(out (long At, long Position) oldest) && time.GetElapsedTime(oldest.At) >= store.Settle)
            settled = _waiting.Dequeue().Position;
        Volatile.Write(ref _settled, settled);
        return true;
    }

    private void Keep(long position, long now)
    {
        _keptAt = now;
        try
        {
            file?.Write(position);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The journal keeps what the file does not know about yet, so the next start sends it again.
            LogNotKept(logger, position, e.Message);
            return;
        }

        Volatile.Write(ref _kept, position);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cursor {Position} could not be kept: {Detail}")]
    private static partial void LogNotKept(ILogger logger, long position, string detail);
}
