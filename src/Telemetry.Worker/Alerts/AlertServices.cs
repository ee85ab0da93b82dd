using Microsoft.Extensions.DependencyInjection.Extensions;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Alerts;

/// <summary>Registers the rule engine and what becomes of its transitions.</summary>
internal static class AlertServices
{
    public static void AddAlerts(this IServiceCollection services, AlertsOptions options, IncidentsOptions incidents, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider =>
        {
            var database = new AlertDatabase(Path.Combine(data, "alerts.db"), provider.GetRequiredService<ILogger<AlertDatabase>>());
            provider.GetService<IHostApplicationLifetime>()?.ApplicationStopped.Register(database.Rest);
            return database;
        });
        services.AddSingleton<CityJudges>();
        services.AddSingleton(provider => LiveCity.Of(provider.GetRequiredService<CityJudges>().First));
        services.AddSingleton<CheckpointStore>();
        services.AddSingleton<IncidentWriter>();
        services.AddSingleton(incidents);
        services.TryAddSingleton<DutyDesk>();
        services.TryAddSingleton<PageForm>();
        services.AddSingleton<IIncidentFollower, GivenIncident>();
        services.AddHostedService<HoldRunner>();
        services.AddHostedService<SuppressionRunner>();
        services.AddSingleton<AlertRunner>();
        services.AddHostedService(provider => provider.GetRequiredService<AlertRunner>());
        services.AddSingleton<LineChannel>();
        services.AddOutboxRunner<LineChannel>(SendLimits.Lines);
    }
}
