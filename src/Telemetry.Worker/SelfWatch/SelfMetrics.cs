using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.SelfWatch;

/// <summary>What is wrong with the worker, for an alarm system that watches it from outside.</summary>
internal sealed class SelfMetrics(SelfChecks checks) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        text.Gauge("telemetry_trouble", "1 while Telemetry itself has this trouble; an incident is open for it");
        foreach (ISelfCheck check in checks.All())
            text.Sample(check.Trouble() is null ? 0 : 1, ("rule", check.Rule));
    }
}
