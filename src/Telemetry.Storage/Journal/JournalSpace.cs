using Microsoft.Extensions.Logging;

namespace Telemetry.Storage.Journal;

/// <summary>
/// Where the next segment comes from, and where those go that are no longer needed. At the size limit, and on a full disk,
/// segments that are only kept are used first; then, if the journal may yield, those that only a lagging store still wants.
/// </summary>
/// <param name="carry">Begins to carry the events of a segment over, from the first position to, not including, the second.</param>
internal sealed class JournalSpace(
    IJournalDisk disk,
    JournalOptions options,
    SegmentSet segments,
    SegmentFactory factory,
    JournalCounters counters,
    ILogger logger,
    Func<Segment, long, long, EventCarriage> carry)
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _hurry = new();
    private Task _preparing = Task.CompletedTask;
    private volatile bool _isClosed;
    private volatile bool _isDiskFull;

    /// <summary>Lets go of released segments that are too old or too many to be kept.</summary>
    public void Trim()
    {
        while (segments.TakeExpired(options.KeepBytes, options.KeepFor) is { } expired)
            factory.Free(expired);
    }

    /// <summary>Makes the next segment on another thread, before it is needed.</summary>
    public void PrepareAhead()
    {
        lock (_gate)
        {
            if (_isClosed || !_preparing.IsCompleted)
                return;
            _hurry = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            Task hurry = _hurry.Task;
            _preparing = Task.Run(() => PrepareAheadAsync(hurry));
        }
    }

    /// <summary>An empty segment, for the commit thread; null when there is no room for one.</summary>
    public Segment? Take()
    {
        while (!TryPrepare())
        {
            Task preparing;
            lock (_gate)
            {
                preparing = _preparing;
                _hurry.TrySetResult();
            }

            if (!preparing.IsCompleted)
                preparing.GetAwaiter().GetResult();
            // Nothing is left to wait for, so this is over when it returns.
            else if (!MakeRoomAsync(Task.CompletedTask).GetAwaiter().GetResult())
                return null;
        }

        return factory.Take();
    }

    /// <summary>Ends what is being prepared; after the last commit, when nobody waits for another one any more.</summary>
    public Task CloseAsync()
    {
        lock (_gate)
        {
            _isClosed = true;
            return _preparing;
        }
    }

    private async Task PrepareAheadAsync(Task hurry)
    {
        try
        {
            while (!_isClosed && !TryPrepare() && await MakeRoomAsync(hurry).ConfigureAwait(false))
            {
                // Once more: a smaller segment, or one over the limit, makes no room for a whole one.
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The commit thread will try again when it needs the segment, and then it counts.
            JournalLog.CannotCreate(logger, disk.Folder, e);
        }
    }

    /// <summary>Gives the file of one segment back; false when none may go.</summary>
    private async Task<bool> MakeRoomAsync(Task hurry)
    {
        // What was let go last is still there: the next would be lost for nothing.
        if (factory.IsStuck)
            return false;
        if (segments.TakeReleased() is { } released)
        {
            factory.Free(released);
            return true;
        }

        if (options.WhenFull != WhenFull.Yield || segments.FindYieldable(out long from, out long end) is not { } victim)
            return false;
        using EventCarriage carriage = carry(victim, from, end);
        try
        {
            await carriage.RunAsync(hurry).ConfigureAwait(false);
        }
        catch (Exception e) when (e is JournalException or ObjectDisposedException)
        {
            // The journal ends; what is in there is found again at the next start.
            return false;
        }

        if (segments.Remove(victim, out bool isReleased))
        {
            if (!isReleased)
            {
                counters.DroppedSegment(carriage.Records, carriage.LostEvents, carriage.KeptEvents);
                JournalLog.Dropped(logger, disk.Folder, victim.Name, carriage.Records, carriage.KeptEvents, carriage.LostEvents);
            }

            factory.Free(victim);
        }

        return true;
    }

    private bool TryPrepare()
    {
        try
        {
            bool isPrepared = factory.TryPrepare(mayCreate: true);
            if (factory.IsAtReserve && !_isDiskFull)
                JournalLog.Reserve(logger, disk.Folder, factory.Bytes);
            _isDiskFull = factory.IsAtReserve;
            return isPrepared;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk is a smaller limit than the one asked for. It is tried again every second, and told once.
            if (!_isDiskFull)
                JournalLog.CannotCreate(logger, disk.Folder, e);
            _isDiskFull = true;
            return factory.TryPrepare(mayCreate: false);
        }
    }
}
