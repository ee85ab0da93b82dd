using Telemetry.Storage.Journal;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Quarantine;

/// <summary>The journal's reader that keeps its rejects: a view that can be made again from the journal as long as that reaches.</summary>
internal sealed class QuarantineReader(CommitLog log, QuarantineStore store, JournalRetention retention, QuarantineOptions options, ILogger<QuarantineReader> logger) : WorkerPart
{
    private const int BatchMessages = 500;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan CursorInterval = TimeSpan.FromSeconds(30);

    private readonly PatientDatabase _database = new("quarantine.db", TimeProvider.System, logger);

    private long _position = -1;

    /// <summary>Records before this one are in the database; -1 before the first look.</summary>
    public long Position => Volatile.Read(ref _position);

    protected override async Task RunAsync(CancellationToken stoppingToken)
    {
        using JournalReader reader = log.Journal.OpenReader(store.Cursor ?? log.Journal.FirstPosition);
        var batch = new List<QuarantinedMessage>();
        var marks = new List<ReplayMark>();
        retention.Passed(nameof(QuarantineReader), reader.Position);
        using ITimer full = retention.WakeWhenFull(reader);
        long saved = reader.Position;
        long savedAt = TimeProvider.System.GetTimestamp();
        while (true)
        {
            await reader.WaitAsync(stoppingToken);
            bool more = Collect(reader, batch, marks);
            bool isDue = TimeProvider.System.GetElapsedTime(savedAt) >= CursorInterval || (!more && log.Journal.IsFull);
            if (batch.Count + marks.Count > 0 || (isDue && reader.Position > saved))
            {
                await _database.RunAsync(() => store.Add(batch, reader.Position, options.MaximumMessages, options.MaximumBytes, marks), stoppingToken);
                retention.Passed(nameof(QuarantineReader), reader.Position);
                batch.Clear();
                marks.Clear();
                saved = reader.Position;
                savedAt = TimeProvider.System.GetTimestamp();
            }

            Volatile.Write(ref _position, reader.Position);

            // Rejects are looked at by people: half a second of company costs less than waking at each commit.
            if (!more)
                await Task.Delay(Pause, TimeProvider.System, stoppingToken);
        }
    }

    /// <summary>Takes rejects until the batch is full (true) or the tail is reached.</summary>
    private static bool Collect(JournalReader reader, List<QuarantinedMessage> batch, List<ReplayMark> marks)
    {
        while (batch.Count + marks.Count < BatchMessages && reader.TryRead(out Record record))
        {
            if (record.Header.Kind == RecordKind.Reject)
                batch.Add(QuarantineStore.Read(record));
            else if (record.Header.Kind == RecordKind.Replay)
                marks.Add(ReplayBody.Read(record.Body, record.Header.ReceivedAtMs));
        }

        return batch.Count + marks.Count == BatchMessages;
    }
}
