using Telemetry.Worker.Metrics;

namespace Telemetry.Worker.Housekeeping;

/// <summary>Registers what bounds the data folder by age.</summary>
internal static class HousekeepingServices
{
    public static void AddHousekeeping(this IServiceCollection services)
    {
        services.AddSingleton<AlertHistory>();
        services.AddHostedService<Housekeeper>();
        services.AddSingleton<IMetricSource, HousekeepingMetrics>();
    }
}
