using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Metrics;

/// <summary>How the journal does: its size, its commits, and what became of records it could not keep.</summary>
internal sealed class JournalMetrics(CommitLog log, JournalForecast forecast) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        JournalStatistics journal = log.Journal.Statistics;
        WriteSpace(text, journal);
        text.Gauge("telemetry_journal_pending_bytes", "Bytes that wait for the next commit").Sample(journal.PendingBytes);
        text.Gauge("telemetry_journal_first_position", "Oldest record kept").Sample(journal.FirstPosition);
        text.Gauge("telemetry_journal_committed_position", "Records below this one are on disk").Sample(journal.CommittedPosition);
        text.Counter("telemetry_journal_commits_total", "Group commits").Sample(journal.Commits);
        text.Counter("telemetry_journal_committed_records_total", "Records committed").Sample(journal.CommittedRecords);
        text.Counter("telemetry_journal_dropped_records_total", "Readings dropped because the journal was full").Sample(journal.DroppedRecords);
        text.Counter("telemetry_journal_dropped_events_total", "Events dropped because the journal was full and they were too many to carry over").Sample(journal.DroppedEvents);
        text.Counter("telemetry_journal_kept_events_total", "Events carried over when the segment they stood in was dropped").Sample(journal.KeptEvents);
        text.Counter("telemetry_journal_corrupt_stretches_total", "Damaged stretches found and skipped").Sample(journal.CorruptStretches);
        text.Counter("telemetry_journal_torn_commits_total", "Unfinished commits found at the start: nothing in them had been acknowledged").Sample(journal.TornCommits);
        text.Gauge("telemetry_journal_full", "1 while commits wait for room").Sample(journal.IsFull ? 1 : 0);
        text.Gauge("telemetry_journal_failed", "1 once the disk failed").Sample(journal.IsFailed ? 1 : 0);
        text.Histogram(
            "telemetry_journal_commit_seconds", "Time a group commit takes to be durable",
            [.. journal.CommitLatency.Where(b => double.IsFinite(b.UpperSeconds)).Select(b => b.UpperSeconds)],
            [.. journal.CommitLatency.Select(b => b.Count)],
            journal.CommitLatencySumSeconds);
    }

    private void WriteSpace(PrometheusText text, JournalStatistics journal)
    {
        text.Gauge("telemetry_journal_bytes", "Size of the journal's files").Sample(journal.Bytes);
        text.Gauge("telemetry_journal_maximum_bytes", "Size limit of the journal's files").Sample(journal.MaximumBytes);
        text.Gauge("telemetry_journal_unreleased_bytes", "Bytes that a reader, mostly the store, still needs").Sample(journal.UnreleasedBytes);
        text.Gauge("telemetry_journal_kept_bytes", "Bytes kept for looking back, the first to be used again").Sample(journal.KeptBytes);
        text.Gauge("telemetry_journal_full_in_seconds", "Time until the journal is full at the present rate; +Inf when that is not in sight")
            .Sample(forecast.UntilFull?.TotalSeconds ?? double.PositiveInfinity);
    }
}
