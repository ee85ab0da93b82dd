using Microsoft.Extensions.DependencyInjection.Extensions;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Drills;

/// <summary>Registers test calls.</summary>
internal static class DrillServices
{
    public static void AddDrills(this IServiceCollection services, DrillsOptions options)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<PageForm>();
        services.TryAddSingleton<DutyDesk>();
        services.AddSingleton<IDrillRoster, DeskRoster>();
        services.AddSingleton(provider => new DrillDesk(
            provider.GetRequiredService<AlertDatabase>(), provider.GetRequiredService<Outbox>(), provider.GetRequiredService<PageForm>().Entries,
            provider.GetRequiredService<IDrillRoster>(), options, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<DrillRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<DrillRunner>());
        services.AddSingleton<DrillTroubles>();
        services.AddSingleton<ISelfCheckSource>(provider => provider.GetRequiredService<DrillTroubles>());
        services.AddSingleton<IMetricSource, DrillMetrics>();
    }
}
