using Microsoft.Extensions.DependencyInjection.Extensions;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Escalation;

/// <summary>Registers what calls people until somebody answers.</summary>
internal static class EscalationServices
{
    public static void AddEscalation(this IServiceCollection services, EscalationOptions options, ClockOptions clock)
    {
        services.AddSingleton(options);
        services.TryAddSingleton<DutyDesk>();
        services.TryAddSingleton<PageForm>();
        services.AddSingleton<IWhoAnswers>(provider => provider.GetRequiredService<DutyDesk>());
        services.AddSingleton<IBootClock>(clock.Speed == 1 ? new LinuxBootClock() : new NoBootClock());
        services.AddSingleton<SteadyTime>();
        services.AddSingleton<EscalationCounters>();
        services.AddSingleton<IIncidentFollower, EscalationFollower>();
        services.AddSingleton(provider => new CallDesk(
            provider.GetRequiredService<PageForm>().Entries, options, provider.GetRequiredService<EscalationCounters>()));
        services.AddSingleton<EscalationClimb>();
        services.AddHostedService(provider => new EscalationRunner(
            provider.GetRequiredService<EscalationClimb>(), provider.GetRequiredService<AlertDatabase>(), provider.GetRequiredService<Outbox>(),
            provider.GetRequiredService<SteadyTime>(), () => provider.GetRequiredService<CityInForce>().City, options,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<EscalationRunner>>(), provider.GetRequiredService<PulseBoard>()));
        services.AddSingleton<IMetricSource, EscalationMetrics>();
        services.AddSingleton<EscalationHealth>();
        services.WatchEscalation<EscalationHealth>();
    }
}
