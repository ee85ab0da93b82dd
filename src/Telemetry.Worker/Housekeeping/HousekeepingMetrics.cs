using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Quarantine;

namespace Telemetry.Worker.Housekeeping;

/// <summary>What the data folder holds, and what was deleted to keep it within its limits.</summary>
internal sealed class HousekeepingMetrics(AlertHistory history, QuarantineStore quarantine, SnapshotFolder snapshots) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_quarantine_bytes", "Payloads and topics in quarantine").Sample(quarantine.Bytes);
        text.Counter("telemetry_quarantine_replayed_messages_total", "Messages of the quarantine that were tried again, by outcome")
            .Sample(quarantine.Replayed, ("outcome", "taken"))
            .Sample(quarantine.RefusedAgain, ("outcome", "refused"));
        text.Counter("telemetry_quarantine_evicted_messages_total", "Messages dropped from quarantine, by the limit they exceeded");
        foreach (QuarantineEviction why in Enum.GetValues<QuarantineEviction>())
            text.Sample(quarantine.Evicted(why), ("reason", why.ToString().ToLowerInvariant()));
        text.Gauge("telemetry_snapshots_bytes", "Size of all pictures kept").Sample(snapshots.Bytes);
        text.Counter("telemetry_snapshots_evicted_total", "Pictures deleted, by the limit they exceeded")
            .Sample(snapshots.EvictedByAge, ("reason", "age"))
            .Sample(snapshots.EvictedByBytes, ("reason", "bytes"));
        text.Counter("telemetry_history_deleted_total", "Entries of alerts.db that became too old, by kind")
            .Sample(history.DeletedIncidents, ("kind", "incident"))
            .Sample(history.DeletedAuditEntries, ("kind", "audit"))
            .Sample(history.DeletedInputs, ("kind", "input"));
    }
}
