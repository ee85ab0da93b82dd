using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Drills;

/// <summary>When each duty last showed that it answers.</summary>
internal sealed class DrillMetrics(DrillTroubles troubles, TimeProvider time) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        IReadOnlyList<Drill> newest = troubles.Newest();
        long nowMs = time.GetUtcNow().ToUnixTimeMilliseconds();
        text.Gauge("telemetry_drill_age_seconds", "Time since the newest weekly test of each duty that is over began");
        foreach (Drill drill in newest)
            text.Sample(Math.Max(0, nowMs - drill.StartedAtMs) / 1000.0, ("duty", drill.Duty!));
        text.Gauge("telemetry_drill_answered", "1 when it was answered in time");
        foreach (Drill drill in newest)
            text.Sample(drill.State == DrillState.Answered ? 1 : 0, ("duty", drill.Duty!));
    }
}
