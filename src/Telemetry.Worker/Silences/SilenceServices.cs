using Telemetry.Worker.Alerts;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Silences;

/// <summary>Registers silences and planned maintenance.</summary>
internal static class SilenceServices
{
    public static void AddSilences(this IServiceCollection services, SilenceOptions options, MaintenanceOptions maintenance)
    {
        services.AddSingleton(options);
        services.AddSingleton(maintenance);
        services.AddSingleton<SilenceDesk>();
        services.AddSingleton<IHoldFinder>(provider => provider.GetRequiredService<SilenceDesk>());
        services.AddSingleton<HoldSweep>();
        services.AddSingleton<ScopeNames>();
        services.AddSingleton<SilenceCheck>();
        services.AddSingleton<SilencePreviewer>();
        services.AddSingleton<SilenceBook>();
        services.AddSingleton<SilenceBoard>();
        services.AddSingleton<LifeSafetySilenced>();
        services.AddSingleton<ISelfCheck>(provider => provider.GetRequiredService<LifeSafetySilenced>());
        services.AddSingleton<IMetricSource, SilenceMetrics>();
        services.AddHostedService<SilenceRunner>();
    }
}
