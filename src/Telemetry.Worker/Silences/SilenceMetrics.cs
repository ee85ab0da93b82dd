using Telemetry.Alerting.Silences;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Silences;

/// <summary>How much is kept silent.</summary>
internal sealed class SilenceMetrics(SilenceDesk desk, LifeSafetySilenced lifeSafety, AlertDatabase database) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        SilenceKind[] inForce = [.. desk.InForce.Select(known => known.Silence.Kind)];
        text.Gauge("telemetry_silences", "Silences and maintenances in force");
        foreach (SilenceKind kind in Enum.GetValues<SilenceKind>())
            text.Sample(inForce.Count(k => k == kind), ("kind", kind.Label()));
        text.Gauge("telemetry_life_safety_silences", "Silences and maintenances in force that keep life safety silent").Sample(lifeSafety.InForce.Count());
        var counts = database.Read(connection => IncidentStore.HeldCounts(connection)).ToDictionary(c => c.State, c => c.Count);
        text.Gauge("telemetry_incidents_held", "Open incidents that call nobody, by why");
        foreach (string state in (string[])["shelved", "out-of-service", "suppressed-by-design"])
            text.Sample(counts.GetValueOrDefault(state), ("reason", state));
    }
}
