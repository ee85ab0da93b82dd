using Telemetry.Readings;
using Telemetry.Storage.Journal;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Metrics;

/// <summary>What came in, what was refused, and how the journal does.</summary>
internal sealed class IngestMetrics(IngestCounters counters, CommitLog log, SnapshotKeeper snapshots, IIngestState ingest) : IMetricSource
{
    private static readonly (Channel? Channel, string Label)[] Channels =
    [
        (Channel.Telemetry, "telemetry"), (Channel.Event, "event"), (Channel.Status, "status"), (Channel.Snapshot, "snapshot"),
        (Channel.CommandReply, "command-reply"), (Channel.Command, "command"), (null, "none"),
    ];

    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_ingest_up", "1 while devices can reach the worker").Sample(ingest.IsUp ? 1 : 0);
        text.Counter("telemetry_received_messages_total", "Messages received, by channel of their topic");
        foreach ((Channel? channel, string label) in Channels)
            text.Sample(counters.Received(channel), ("channel", label));
        text.Counter("telemetry_received_bytes_total", "Payload bytes received").Sample(counters.ReceivedBytes);
        text.Counter("telemetry_records_total", "Readings, events, statuses and replies that were understood").Sample(counters.Records);
        text.Counter("telemetry_rejected_messages_total", "Messages kept in quarantine, by reason");
        foreach (RejectReason reason in Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None))
            text.Sample(counters.Rejected(reason), ("reason", reason.Label()));
        text.Counter("telemetry_ignored_messages_total", "Messages that were dropped on purpose, by reason").Sample(counters.RetainedIgnored, ("reason", "not-fresh"));
        text.Counter("telemetry_device_faults_total", "What was wrong inside messages that were taken, by reason");
        foreach ((string reason, long count) in counters.Faults.ByReason())
            text.Sample(count, ("reason", reason));
        text.Counter("telemetry_snapshots_total", "Pictures kept").Sample(snapshots.Kept);
        WriteJournal(text, log.Journal.Statistics);
    }

    private static void WriteJournal(PrometheusText text, JournalStatistics journal)
    {
        text.Gauge("telemetry_journal_bytes", "Size of the journal's files").Sample(journal.Bytes);
        text.Gauge("telemetry_journal_pending_bytes", "Bytes that wait for the next commit").Sample(journal.PendingBytes);
        text.Gauge("telemetry_journal_first_position", "Oldest record kept").Sample(journal.FirstPosition);
        text.Gauge("telemetry_journal_committed_position", "Records below this one are on disk").Sample(journal.CommittedPosition);
        text.Counter("telemetry_journal_commits_total", "Group commits").Sample(journal.Commits);
        text.Counter("telemetry_journal_committed_records_total", "Records committed").Sample(journal.CommittedRecords);
        text.Counter("telemetry_journal_dropped_records_total", "Records dropped because the journal was full").Sample(journal.DroppedRecords);
        text.Counter("telemetry_journal_corrupt_stretches_total", "Damaged stretches found and skipped").Sample(journal.CorruptStretches);
        text.Gauge("telemetry_journal_full", "1 while commits wait for room").Sample(journal.IsFull ? 1 : 0);
        text.Gauge("telemetry_journal_failed", "1 once the disk failed").Sample(journal.IsFailed ? 1 : 0);
        text.Histogram(
            "telemetry_journal_commit_seconds", "Time a group commit takes to be durable",
            [.. journal.CommitLatency.Where(b => double.IsFinite(b.UpperSeconds)).Select(b => b.UpperSeconds)],
            [.. journal.CommitLatency.Select(b => b.Count)],
            journal.CommitLatencySumSeconds);
    }
}
