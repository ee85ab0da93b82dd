using Telemetry.Readings;
using Telemetry.Worker.Ingest;

namespace Telemetry.Worker.Metrics;

/// <summary>What came in, and what was refused.</summary>
internal sealed class IngestMetrics(IngestCounters counters, SnapshotKeeper snapshots, IIngestState ingest) : IMetricSource
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
        text.Counter("telemetry_rejected_messages_total", "Messages that were refused, by reason");
        foreach (RejectReason reason in Enum.GetValues<RejectReason>().Where(r => r != RejectReason.None))
            text.Sample(counters.Rejected(reason), ("reason", reason.Label()));
        text.Counter("telemetry_rejected_messages_not_kept_total", "Messages that were refused and not kept in quarantine: too many like them are").Sample(counters.NotKept);
        text.Counter("telemetry_ignored_messages_total", "Messages that were dropped on purpose, by reason").Sample(counters.RetainedIgnored, ("reason", "not-fresh"));
        text.Counter("telemetry_device_faults_total", "What was wrong inside messages that were taken, by reason");
        foreach ((string reason, long count) in counters.Faults.ByReason())
            text.Sample(count, ("reason", reason));
        text.Counter("telemetry_snapshots_total", "Pictures kept").Sample(snapshots.Kept);
    }
}
