using Telemetry.Worker.Alerts;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.SelfWatch;

/// <summary>Registers what watches the worker itself; the parts bring their own <see cref="ISelfCheck"/>.</summary>
internal static class SelfWatchServices
{
    public static void AddSelfWatch(this IServiceCollection services, WatchOptions options, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton<SelfChecks>();
        services.AddSingleton<SelfWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SelfWatch>());
        services.AddSingleton<DatabaseProbe>();
        services.AddHostedService(provider => provider.GetRequiredService<DatabaseProbe>());
        services.AddSingleton<ISelfCheck, DatabaseStuckCheck>();
        services.AddSingleton<ISelfCheck, ReloadFailedCheck>();
        services.AddSingleton<ISelfCheck>(_ => new ClockCheck(options, TimeProvider.System));
        services.AddSingleton<ISelfCheck>(_ => new DiskLowCheck(data, DiskLowCheck.FreeBytes, options));
        services.AddSingleton<ISelfCheck>(provider =>
        {
            CommitLog log = provider.GetRequiredService<CommitLog>();
            AlertRunner runner = provider.GetRequiredService<AlertRunner>();
            return new AlertsLagCheck(new JournalLag(() => log.CommittedPosition, () => runner.Position, TimeProvider.System), options);
        });
        services.AddSingleton<ISelfCheckSource>(provider => new OutboxStuckChecks(
            provider.GetRequiredService<Notifications.Outbox>(), options, provider.GetRequiredService<TimeProvider>()));
    }

    /// <summary>Once somebody climbs ladders.</summary>
    public static void WatchEscalation<T>(this IServiceCollection services)
        where T : IEscalationHealth =>
        services.AddSingleton<ISelfCheck>(provider => new EscalationStuckCheck(provider.GetRequiredService<T>(), provider.GetRequiredService<WatchOptions>()));
}
