using Microsoft.Extensions.Logging;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Stores;

/// <summary>
/// The cursor behind the cursor: how far the store has everything for good. It follows the stored position once the store
/// synced it, or <see cref="ITimeSeriesStore.Settle"/> later when the store answers before it is safe, and is kept in a file
/// for stores that keep none themselves.
/// </summary>
internal sealed partial class SettledCursor(ITimeSeriesStore store, CursorFile? file, TimeSpan saveInterval, TimeProvider time, ILogger logger)
{
    private readonly TimeSpan _interval = saveInterval > store.Settle / 6 ? saveInterval : store.Settle / 6;
    private readonly Queue<(long At, long Position)> _waiting = new();
    private long _noted;
    private long _position;
    private long _savedAt;

    public long Position => Volatile.Read(ref _position);

    /// <summary>Goes back to, or starts at, a position that is known to be settled.</summary>
    public void Reset(long position)
    {
        _waiting.Clear();
        _noted = position;
        _savedAt = time.GetTimestamp();
        Volatile.Write(ref _position, position);
    }

    /// <summary>How long until there is something to do; null when all is settled.</summary>
    public TimeSpan? Due(long stored)
    {
        if (_position >= stored)
            return null;
        TimeSpan left = _interval - time.GetElapsedTime(_savedAt);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>Moves towards the stored position and keeps the result.</summary>
    /// <returns>False when the store was restarted and everything since <see cref="Position"/> has to be sent again.</returns>
    public async Task<bool> MoveAsync(long stored, CancellationToken cancellationToken)
    {
        _savedAt = time.GetTimestamp();
        WriteOutcome outcome = await store.SyncAsync(stored, cancellationToken);
        if (outcome != WriteOutcome.Stored)
            return outcome != WriteOutcome.Rewind;
        if (stored > _noted)
            _waiting.Enqueue((time.GetTimestamp(), stored));
        _noted = stored;
        long settled = _position;
        while (_waiting.TryPeek(out (long At, long Position) oldest) && time.GetElapsedTime(oldest.At) >= store.Settle)
            settled = _waiting.Dequeue().Position;
        if (settled > _position)
            Keep(settled);
        return true;
    }

    private void Keep(long position)
    {
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

        Volatile.Write(ref _position, position);
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The cursor {Position} could not be kept: {Detail}")]
    private static partial void LogNotKept(ILogger logger, long position, string detail);
}
