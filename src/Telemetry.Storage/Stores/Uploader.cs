using Microsoft.Extensions.Logging;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Stores;

/// <summary>
/// Follows the journal and brings its readings and events to a store, batch by batch. An outage of the store only lets the
/// cursor lag. Several batches may be under way at once; the cursor passes them in order, so what lies behind it is stored
/// without a gap, and what lies before it is at worst stored twice, which stores do not mind.
/// </summary>
public sealed class Uploader
{
    private readonly Journal.Journal _journal;
    private readonly ITimeSeriesStore _store;
    private readonly UploaderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UploaderCounters _counters;
    private readonly SettledCursor _settled;
    private readonly UploadOutage _outage;
    private readonly UploadWindow _window;
    private readonly JournalFeed _feed;
    private readonly long _endAtOpen;
    private readonly long? _kept;
    private long _sentAt;

    /// <param name="cursor">Where the cursor is kept; null for a store that keeps it with its data.</param>
    /// <exception cref="JournalException">The cursor file is broken; the message names it and the mend.</exception>
    public Uploader(Journal.Journal journal, ITimeSeriesStore store, UploaderOptions options, CursorFile? cursor, TimeProvider time, ILogger logger)
    {
        options.Validate();
        _journal = journal;
        _store = store;
        _options = options;
        _time = time;
        _logger = logger;
        _counters = new UploaderCounters(time);
        _outage = new UploadOutage(store.Kind, options, _counters, time, logger);
        _settled = new SettledCursor(store, cursor, options, time, logger);
        _window = new UploadWindow(store, options);
        _feed = new JournalFeed(journal, _counters, store.Kind, logger);
        _endAtOpen = journal.NextPosition;
        _kept = OfThisJournal(cursor?.Read());
        StartAt(_kept ?? journal.FirstPosition);
    }

    /// <summary>Raised by the uploader's loop when <see cref="StoredForGoodPosition"/> has moved. A listener must not block.</summary>
    public event Action? Settled;

    /// <summary>Everything before this position that stores keep is in the store, whatever crashes. From any thread.</summary>
    public long StoredForGoodPosition => _settled.Settled;

    /// <summary>The same once the cursor says so too: the journal may release it, as far as this store is concerned. From any thread.</summary>
    public long SettledPosition => _settled.Kept;

    /// <summary>Where the uploader stands now. From any thread.</summary>
    public UploaderStatistics Statistics => _counters.Snapshot(
        _journal.CommittedPosition, _settled.Kept, Math.Min(_store.RequestLines, _options.MaximumLines), _store.Rejected);

    /// <summary>Runs until cancelled; then stores what it still can and keeps the cursor. Called once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Writes have a token of their own: a stop lets them finish for a while.
        using var abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => abort.CancelAfter(_options.DrainTimeout));
        try
        {
            await InitializeAsync(cancellationToken);
            while (!cancellationToken.IsCancellationRequested)
                await StepAsync(cancellationToken, abort.Token);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The normal end.
        }
        finally
        {
            await FinishAsync(abort, cancellationToken.IsCancellationRequested);
            _feed.Close();
        }
    }

    private async Task InitializeAsync(CancellationToken cancellationToken)
    {
        PeekOldest();
        while (true)
        {
            try
            {
                await _store.InitializeAsync(cancellationToken);
                break;
            }
            catch (StoreUnavailableException e)
            {
                await _outage.WaitAsync(new WriteResult(WriteOutcome.Retry, Message: e.Message), cancellationToken);
            }
            catch (StoreConfigurationException e)
            {
                await _outage.WaitAsync(new WriteResult(WriteOutcome.Misconfigured, Message: e.Message), cancellationToken);
            }
        }

        _outage.End();
        StartAt(_store.StoredPosition is { } stored ? OfThisJournal(stored) ?? _journal.FirstPosition : _kept ?? _journal.FirstPosition);
        _feed.Open(_counters.Position);
        _sentAt = _time.GetTimestamp() - (long)(_options.FlushInterval.TotalSeconds * _time.TimestampFrequency);
        _counters.Enter(UploaderState.Running, null);
        UploaderLog.Started(_logger, _store.Kind, _counters.Position);
        Settled?.Invoke();
    }

    private void StartAt(long position)
    {
        _counters.Position = position;
        _settled.StartAt(position);
    }

    /// <summary>
    /// Null for a position that this journal did not hold when it was opened. It is judged by the end of that time: the
    /// journal grows while a store is away, and records of now would be taken for ones that are stored. None is given that
    /// position again, so that the next start cannot be mistaken either.
    /// </summary>
    private long? OfThisJournal(long? position)
    {
        if (position is not { } kept || kept <= _endAtOpen)
            return position;
        UploaderLog.OtherJournal(_logger, _store.Kind, kept, _endAtOpen);
        _journal.OpenReader(kept).Dispose();
        return null;
    }

    /// <summary>How old the data is that waits while the store cannot even be reached.</summary>
    private void PeekOldest()
    {
        using JournalReader reader = _journal.OpenReader(_counters.Position);
        if (reader.TryRead(out Record record))
            _counters.OldestMs = record.Header.ReceivedAtMs;
    }

    private async Task StepAsync(CancellationToken cancellationToken, CancellationToken abort)
    {
        if (_settled.Due(_counters.Position) == TimeSpan.Zero && !await SettleAsync(atOnce: false, abort))
            await RewindAsync();
        LineBatch batch = _window.Filling;
        bool atTail = Fill(batch);
        TimeSpan untilFlush = _options.FlushInterval - _time.GetElapsedTime(_sentAt);
        if (batch.Count > 0 && _window.CanSend && (!atTail || untilFlush <= TimeSpan.Zero))
            Send(abort);
        else if (!_window.IsIdle)
            await CompleteOldestAsync(cancellationToken, abort);
        else if (batch.Count > 0)
            await Task.Delay(untilFlush, _time, cancellationToken);
        else
            await PassAsync(batch.EndPosition, atTail, cancellationToken);
    }

    private bool Fill(LineBatch batch)
    {
        bool atTail = _feed.Fill(batch);
        _counters.OldestMs = _window.OldestMs;
        return atTail;
    }

    private void Send(CancellationToken abort)
    {
        _sentAt = _time.GetTimestamp();
        _window.Send(abort);
    }

    /// <summary>Waits until the oldest batch under way is stored, however often it has to be sent.</summary>
    private async Task CompleteOldestAsync(CancellationToken cancellationToken, CancellationToken abort)
    {
        UploadSlot slot = _window.OldestUnderWay!;
        while (true)
        {
            WriteResult result = await slot.Write.WaitAsync(cancellationToken);
            if (result.Outcome == WriteOutcome.Stored)
            {
                Complete(slot.Batch, result);
                return;
            }

            if (result.Outcome == WriteOutcome.Rewind)
            {
                await RewindAsync();
                return;
            }

            await _outage.WaitAsync(result, cancellationToken);
            _window.Resend(abort);
        }
    }

    private void Complete(LineBatch batch, WriteResult result)
    {
        _outage.End();
        if (result.RejectedLines > 0)
            UploaderLog.Rejected(_logger, result.RejectedLines, _store.Kind, result.Message);
        _counters.Stored(batch, result);
        _counters.Position = batch.EndPosition;
        _window.Free();
        _counters.OldestMs = _window.OldestMs;
    }

    /// <summary>Nothing under way and nothing to send: the cursor passes records that stores do not keep, and the tail is watched.</summary>
    private async Task PassAsync(long position, bool atTail, CancellationToken cancellationToken)
    {
        _counters.Position = position;
        if (atTail)
            await _feed.WaitAsync(_settled.Due(position), _time, cancellationToken);
    }

    private async Task<bool> SettleAsync(bool atOnce, CancellationToken abort)
    {
        long before = _settled.Settled;
        bool same = await _settled.MoveAsync(_counters.Position, atOnce, abort);
        if (_settled.Settled != before)
            Settled?.Invoke();
        return same;
    }

    private async Task RewindAsync()
    {
        long position = _settled.Settled;
        await _window.ClearAsync(position);
        _counters.Position = position;
        _counters.Rewound();
        _settled.Rewind();
        _feed.Open(position);
        UploaderLog.Rewound(_logger, _store.Kind, position);
    }

    /// <summary>A stop: what is under way, and as long as the store takes everything, the rest of what is committed.</summary>
    private async Task FinishAsync(CancellationTokenSource abort, bool isStop)
    {
        abort.CancelAfter(_options.DrainTimeout);
        try
        {
            bool drains = isStop && _feed.IsOpen && _counters.State == UploaderState.Running;
            bool isInOrder = true;
            bool isRewound = false;
            do
            {
                while (drains && isInOrder && !abort.IsCancellationRequested && TrySendRest(abort.Token))
                {
                }

                if (_window.OldestUnderWay is not { } slot)
                    break;
                WriteResult result = await slot.Write;
                isRewound |= result.Outcome == WriteOutcome.Rewind;
                isInOrder &= result.Outcome == WriteOutcome.Stored;
                if (isInOrder)
                    Complete(slot.Batch, result);
                else
                    _window.Free();
            }
            while (true);

            // What the store lost must not settle; the next start sends it again.
            if (isRewound)
                _settled.Rewind();
            else if (_feed.IsOpen)
                await SettleAsync(atOnce: true, abort.Token);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // What was still under way is sent again after the next start.
        }

        _counters.Enter(UploaderState.Stopped, _counters.Error);
    }

    /// <summary>True when one more batch was sent.</summary>
    private bool TrySendRest(CancellationToken abort)
    {
        if (!_window.CanSend)
            return false;
        LineBatch batch = _window.Filling;
        Fill(batch);
        if (batch.Count > 0)
            Send(abort);
        else if (_window.IsIdle)
            _counters.Position = batch.EndPosition;
        return batch.Count > 0;
    }
}
