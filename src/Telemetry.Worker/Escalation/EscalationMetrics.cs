using Telemetry.Worker.Alerts;
using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Escalation;

/// <summary>How calls to people go.</summary>
internal sealed class EscalationMetrics(AlertDatabase database, EscalationCounters counters) : IMetricSource
{
    private const double MsPerSecond = 1000;

    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_escalation_waiting_pages", "Pages that wait for the next call to their person").Sample(database.Read(PageStore.CountWaiting));
        text.Counter("telemetry_escalation_steps_total", "Steps of ladders that were taken").Sample(counters.Steps);
        text.Counter("telemetry_escalation_calls_total", "Calls to people, roles and screens").Sample(counters.Calls);
        text.Counter("telemetry_escalation_cancelled_total", "Pages and notifications that were answered before they left").Sample(counters.Cancelled);
        text.Counter("telemetry_escalation_no_channel_total", "Calls in a way that no channel carries: nobody heard of them").Sample(counters.NoChannel);
        text.Counter("telemetry_escalation_nobody_total", "Pages to a role, since nobody was known to hold the duty").Sample(counters.Nobody);
        text.Counter("telemetry_escalation_re_alarms_total", "Incidents that were answered, stood for too long, and alarmed anew").Sample(counters.ReAlarms);
        text.Gauge("telemetry_escalation_late_seconds", "How late the newest step was taken").Sample(counters.LastLateMs / MsPerSecond);
        text.Gauge("telemetry_escalation_most_late_seconds", "How late the latest step since the start was taken").Sample(counters.MostLateMs / MsPerSecond);
    }
}
