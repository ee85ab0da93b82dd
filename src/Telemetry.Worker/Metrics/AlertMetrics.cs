using Telemetry.Alerting.Rules;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Metrics;

/// <summary>
/// Incidents, notifications, and how far the rule engine is. What there is none of is zero, not absent: an alarm on a
/// series that is not there never sounds.
/// </summary>
internal sealed class AlertMetrics(AlertRunner runner, InputIntake inputs, AlertDatabase database, Outbox outbox, NotificationsOptions options, CommitLog log) : IMetricSource
{
    private static readonly string[] NotificationStates = ["pending", "delivered", "expired", "failed", Outbox.Cancelled, ScreenClearing.Answered];

    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_alerts_lag_records", "Committed records that the rule engine has not judged yet")
            .Sample(Math.Max(0, log.CommittedPosition - runner.Position));
        text.Counter("telemetry_alerts_ignored_readings_total", "Readings that were not judged: behind the watermark and in no gap of their device's history (late), or said before (repeated)")
            .Sample(runner.LateIgnored, ("reason", "late")).Sample(runner.RepeatedIgnored, ("reason", "repeated"));
        text.Counter("telemetry_alerts_received_time_readings_total", "Readings judged by the time of their receipt, because their device's clock was put back").Sample(runner.JudgedByReceipt);
        text.Counter("telemetry_alerts_unreadable_records_total", "Records that could not be judged").Sample(runner.Unreadable);
        text.Counter("telemetry_inputs_total", "Inputs (modes, flags, weather, plans) that were taken; refused ones over MQTT are telemetry_rejected_messages_total").Sample(inputs.Taken);
        text.Counter("telemetry_inputs_refused_total", "Inputs that were refused because their principal gave too many (Inputs:PerMinute)").Sample(inputs.TooMany);
        WriteIncidents(text);
        WriteNotifications(text);
    }

    private void WriteIncidents(PrometheusText text)
    {
        var counts = database.Read(IncidentStore.Counts).ToDictionary(c => (c.State, c.Severity), c => c.Count);
        text.Gauge("telemetry_incidents", "Incidents, by state and severity");
        foreach (string state in IncidentStates.All.Select(IncidentStates.Label))
        {
            foreach (string severity in Enum.GetValues<Severity>().Select(s => s.ToText()))
                text.Sample(counts.GetValueOrDefault((state, severity)), ("state", state), ("severity", severity));
        }
    }

    private void WriteNotifications(PrometheusText text)
    {
        // A channel that is no longer in use may still have entries.
        var counts = outbox.Counts().ToDictionary(c => (c.Channel, c.State), c => c.Count);
        string[] channels = [ChannelName.Line, ChannelName.Command, .. options.Webhook.Url is null ? (string[])[] : [ChannelName.Webhook]];
        text.Gauge("telemetry_notifications", "Notifications in the outbox, by channel and state");
        foreach (string channel in channels.Union(counts.Keys.Select(k => k.Channel)))
        {
            foreach (string state in NotificationStates)
                text.Sample(counts.GetValueOrDefault((channel, state)), ("channel", channel), ("state", state));
        }
    }
}
