using Microsoft.Extensions.Logging;
using Telemetry.Storage.Journal;

namespace Telemetry.Storage.Stores;

/// <summary>Fills batches from the journal: readings and events are for the store, everything else is passed.</summary>
internal sealed class JournalFeed(Journal.Journal journal, UploaderCounters counters, string kind, ILogger logger)
{
    // A stretch without any reading must not keep the loop from stopping.
    private const int MaximumRecordsAtOnce = 100_000;

    private JournalReader? _reader;
    private long _passed;

    public bool IsOpen => _reader is not null;

    /// <summary>Goes on, or starts, at a position.</summary>
    public void Open(long position)
    {
        _reader?.Dispose();
        _reader = journal.OpenReader(position);
        _passed = 0;
    }

    /// <summary>Reads from the journal into the batch.</summary>
    /// <returns>True when there is nothing more to read now.</returns>
    public bool Fill(LineBatch batch)
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
            counters.Missed(skipped - _passed);
            UploaderLog.Missed(logger, skipped - _passed, kind);
            _passed = skipped;
        }

        return !more;
    }

    /// <summary>Completes when there is more to read, or after so long.</summary>
    /// <param name="limit">Null: as long as it takes.</param>
    public async Task WaitAsync(TimeSpan? limit, TimeProvider time, CancellationToken cancellationToken)
    {
        if (limit is not { } most)
        {
            await _reader!.WaitAsync(cancellationToken);
            return;
        }

        using var timer = new CancellationTokenSource(most, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            await _reader!.WaitAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }
    }

    public void Close() => _reader?.Dispose();
}
