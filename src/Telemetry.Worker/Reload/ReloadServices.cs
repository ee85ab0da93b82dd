using Telemetry.Readings.Health;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Options;
using Telemetry.Worker.Silences;

namespace Telemetry.Worker.Reload;

/// <summary>Registers the reload of the city and what asks for it.</summary>
internal static class ReloadServices
{
    public static void AddReload(this IServiceCollection services, CityOptions options)
    {
        services.AddSingleton(provider => new CityReload(
            provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<CityArchive>(), provider.GetRequiredService<DeviceWatch>(),
            provider.GetRequiredService<CommitLog>(), provider.GetRequiredService<AlertDatabase>(), options,
            () => provider.GetService<MqttAccounts>()?.TryReadAgain(),
            () => provider.GetService<EmbeddedBroker>()?.ReviewAccess(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<CityReload>>())
        {
            Check = city => MaintenanceCalendar.TooLong(city, provider.GetRequiredService<MaintenanceOptions>()),
            People = provider.GetService<PeopleInForce>(),
        });
        services.AddSingleton<IMetricSource, CityMetrics>();
        services.AddHostedService<CitySignal>();
        if (options.Watch)
            services.AddHostedService(provider => new CityWatch(provider.GetRequiredService<CityReload>(), options));
    }
}
