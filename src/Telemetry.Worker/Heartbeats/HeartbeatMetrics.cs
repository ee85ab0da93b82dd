using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Heartbeats;

/// <summary>Whether the sign of life goes out, and why not. Zeros where there is none.</summary>
/// <param name="heartbeat">Null without <c>Heartbeat:Url</c>.</param>
internal sealed class HeartbeatMetrics(Heartbeat? heartbeat) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        text.Counter("telemetry_heartbeat_sent_total", "Signs of life that Heartbeat:Url took").Sample(heartbeat?.Sent ?? 0);
        text.Counter("telemetry_heartbeat_failed_total", "Signs of life that were not sent because a part of the alarm path is broken, or not taken (http), by reason");
        foreach (string reason in AlarmPath.Parts.Append(Heartbeat.Refused))
            text.Sample(heartbeat?.Failed(reason) ?? 0, ("reason", reason));
        text.Gauge("telemetry_heartbeat_last_seconds", "Time since Heartbeat:Url took a sign of life, or since the start; 0 without Heartbeat:Url").Sample(heartbeat?.SinceSent.TotalSeconds ?? 0);
    }
}
