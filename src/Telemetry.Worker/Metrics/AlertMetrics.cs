using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;

namespace Telemetry.Worker.Metrics;

/// <summary>Incidents, notifications, and how far the rule engine is.</summary>
internal sealed class AlertMetrics(AlertRunner runner, AlertDatabase database, Outbox outbox, CommitLog log) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_alerts_lag_records", "Committed records that the rule engine has not judged yet")
            .Sample(Math.Max(0, log.CommittedPosition - runner.Position));
        text.Counter("telemetry_alerts_unreadable_records_total", "Records that could not be judged").Sample(runner.Unreadable);
        text.Gauge("telemetry_incidents", "Incidents, by state and severity");
        foreach ((string state, string severity, long count) in database.Read(IncidentStore.Counts))
            text.Sample(count, ("state", state), ("severity", severity));
        text.Gauge("telemetry_notifications", "Notifications in the outbox, by channel and state");
        foreach ((string channel, string state, long count) in outbox.Counts())
            text.Sample(count, ("channel", channel), ("state", state));
    }
}
