using Telemetry.Worker.Alerts;
using Telemetry.Worker.Reload;

namespace Telemetry.Worker.Metrics;

/// <summary>Which city is in force, and what became of reloads.</summary>
internal sealed class CityMetrics(CityReload reload, CityJudges judges) : IMetricSource
{
    public void Write(PrometheusText text)
    {
        CityStatus status = reload.Status;
        text.Gauge("telemetry_city_info", "1 for the city in force, by its hash").Sample(1, ("hash", status.City.ContentHash));
        text.Gauge("telemetry_city_since_seconds", "When the city in force came into force, Unix time").Sample(status.SinceMs / 1000.0);
        text.Gauge("telemetry_city_devices", "Devices of the city in force, whatever their state").Sample(status.City.Devices.Count);
        text.Gauge("telemetry_city_last_reload_failed", "1 when the last reload was refused or failed, so that the files are not what is in force")
            .Sample(status.Last is { IsFailure: true } ? 1 : 0);
        text.Counter("telemetry_city_reloads_total", "Reloads of the city since the start, by outcome");
        foreach (ReloadResult result in Enum.GetValues<ReloadResult>())
            text.Sample(reload.Count(result), ("outcome", ReloadOutcome.Label(result)));
        text.Counter("telemetry_alerts_missing_cities_total", "Cities of records in the journal that could not be had, so that the records were judged by another").Sample(judges.Missing);
    }
}
