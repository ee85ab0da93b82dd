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
    // A stretch without any reading must not keep the loop from stopping.
    private const int MaximumRecordsAtOnce = 100_000;

    private readonly Journal.Journal _journal;
    private readonly ITimeSeriesStore _store;
    private readonly UploaderOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly UploaderCounters _counters = new();
    private readonly SettledCursor _settled;
    private readonly UploadOutage _outage;
    private readonly Queue<UploadSlot> _underWay = new();
    private readonly Stack<UploadSlot> _free = new();
    private readonly long? _kept;
    private JournalReader? _reader;
    private UploadSlot? _filling;
    private long _passed;
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
        _outage = new UploadOutage(store.Kind, options, _counters, time, logger);
        _settled = new SettledCursor(store, cursor, options.SaveInterval, time, logger);
        _kept = cursor?.Read();
        StartAt(_kept ?? journal.FirstPosition);
        for (int i = 0; i < store.Connections; i++)
            _free.Push(new UploadSlot(options));
    }

    /// <summary>Everything before this position may be released by the journal, as far as this store is concerned. From any thread.</summary>
    public long SettledPosition => _settled.Position;

    /// <summary>Where the uploader stands now. From any thread.</summary>
    public UploaderStatistics Statistics =>
        _counters.Snapshot(_journal.CommittedPosition, _settled.Position, _store.Rejected, _time.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>Runs until cancelled; then lets the writes under way finish and keeps the cursor. Called once.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        // Writes have a token of their own: a stop lets them finish for a while.
        using var abort = new CancellationTokenSource(Timeout.InfiniteTimeSpan, _time);
        using CancellationTokenRegistration stop = cancellationToken.Register(() => abort.CancelAfter(_options.StopTimeout));
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
            await FinishAsync(abort);
            _reader?.Dispose();
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
        StartAt(_store.StoredPosition ?? _kept ?? _journal.FirstPosition);
        _reader = _journal.OpenReader(_counters.Position);
        _sentAt = _time.GetTimestamp() - (long)(_options.FlushInterval.TotalSeconds * _time.TimestampFrequency);
        _counters.Enter(UploaderState.Running, null);
        UploaderLog.Started(_logger, _store.Kind, _counters.Position);
    }

    private void StartAt(long position)
    {
        if (position > _journal.NextPosition)
        {
            UploaderLog.OtherJournal(_logger, _store.Kind, position, _journal.NextPosition);
            position = _journal.FirstPosition;
        }

        _counters.Position = position;
        _settled.Reset(position);
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
        if (_settled.Due(_counters.Position) == TimeSpan.Zero && !await _settled.MoveAsync(_counters.Position, abort))
            await RewindAsync();
        if (_filling is null && !_free.TryPop(out _filling))
        {
            await CompleteOldestAsync(cancellationToken, abort);
            return;
        }

        LineBatch batch = _filling.Batch;
        bool atTail = Fill(batch);
        TimeSpan untilFlush = _options.FlushInterval - _time.GetElapsedTime(_sentAt);
        if (batch.Count > 0 && (!atTail || untilFlush <= TimeSpan.Zero))
            Send(abort);
        else if (_underWay.Count > 0)
            await CompleteOldestAsync(cancellationToken, abort);
        else if (batch.Count > 0)
            await Task.Delay(untilFlush, _time, cancellationToken);
        else
            await PassAsync(batch.EndPosition, atTail, cancellationToken);
    }

    /// <summary>Reads from the journal into the batch.</summary>
    /// <returns>True when there is nothing more to read now.</returns>
    private bool Fill(LineBatch batch)
    {
        if (batch.Count == 0)
            batch.Clear(_reader!.Position);
        bool more = true;
        for (int i = 0; i < MaximumRecordsAtOnce && !batch.IsFull && (more = _reader!.TryRead(out Record record)); i++)
        {
            if (record.Header.Kind is RecordKind.Reading or RecordKind.Event && !record.Body.IsEmpty)
                batch.Add(record.Body, record.Position, record.Header.ReceivedAtMs);
            else
                batch.Pass(record.Position);
        }

        if (_reader!.SkippedPositions is var skipped && skipped > _passed)
        {
            _counters.Missed(skipped - _passed);
            UploaderLog.Missed(_logger, skipped - _passed, _store.Kind);
            _passed = skipped;
        }

        NoteOldest();
        return !more;
    }

    private void Send(CancellationToken abort)
    {
        _sentAt = _time.GetTimestamp();
        _filling!.Write = _store.WriteAsync(_filling.Batch, abort);
        _underWay.Enqueue(_filling);
        _filling = null;
    }

    /// <summary>Waits until the oldest batch under way is stored, however often it has to be sent.</summary>
    private async Task CompleteOldestAsync(CancellationToken cancellationToken, CancellationToken abort)
    {
        UploadSlot slot = _underWay.Peek();
        while (true)
        {
            WriteResult result = await slot.Write.WaitAsync(cancellationToken);
            if (result.Outcome == WriteOutcome.Stored)
            {
                Complete(slot, result);
                return;
            }

            if (result.Outcome == WriteOutcome.Rewind)
            {
                await RewindAsync();
                return;
            }

            await _outage.WaitAsync(result, cancellationToken);
            slot.Batch.Attempt++;
            slot.Write = _store.WriteAsync(slot.Batch, abort);
        }
    }

    private void Complete(UploadSlot slot, WriteResult result)
    {
        _outage.End();
        if (result.RejectedLines > 0)
            UploaderLog.Rejected(_logger, result.RejectedLines, _store.Kind, result.Message);
        _counters.Stored(slot.Batch, result);
        _counters.Position = slot.Batch.EndPosition;
        _underWay.Dequeue();
        slot.Batch.Clear(slot.Batch.EndPosition);
        _free.Push(slot);
        NoteOldest();
    }

    /// <summary>Nothing under way and nothing to send: the cursor passes records that stores do not keep, and the tail is watched.</summary>
    private async Task PassAsync(long position, bool atTail, CancellationToken cancellationToken)
    {
        _counters.Position = position;
        if (!atTail)
            return;
        if (_settled.Due(position) is not { } due)
        {
            await _reader!.WaitAsync(cancellationToken);
            return;
        }

        using var limit = new CancellationTokenSource(due, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await _reader!.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Time to settle the cursor.
        }
    }

    private async Task RewindAsync()
    {
        foreach (UploadSlot slot in _underWay)
        {
            await slot.Write;
            _free.Push(slot);
        }

        _underWay.Clear();
        _filling?.Batch.Clear(_settled.Position);
        foreach (UploadSlot slot in _free)
            slot.Batch.Clear(_settled.Position);
        _counters.Position = _settled.Position;
        _counters.Rewound();
        _settled.Reset(_settled.Position);
        _reader!.Dispose();
        _reader = _journal.OpenReader(_settled.Position);
        _passed = 0;
        UploaderLog.Rewound(_logger, _store.Kind, _settled.Position);
    }

    private void NoteOldest()
    {
        LineBatch? oldest = _underWay.TryPeek(out UploadSlot? slot) ? slot.Batch : _filling?.Batch;
        _counters.OldestMs = oldest is { Count: > 0 } ? oldest.OldestReceivedAtMs : -1;
    }

    private async Task FinishAsync(CancellationTokenSource abort)
    {
        abort.CancelAfter(_options.StopTimeout);
        try
        {
            bool inOrder = true;
            while (_underWay.TryPeek(out UploadSlot? slot))
            {
                WriteResult result = await slot.Write;
                inOrder &= result.Outcome == WriteOutcome.Stored;
                if (inOrder)
                    Complete(slot, result);
                else
                    _underWay.Dequeue();
            }

            if (_reader is not null)
                await _settled.MoveAsync(_counters.Position, abort.Token);
        }
        catch (OperationCanceledException) when (abort.IsCancellationRequested)
        {
            // What was still under way is sent again after the next start.
        }

        _counters.Enter(UploaderState.Stopped, _counters.Error);
    }
}
