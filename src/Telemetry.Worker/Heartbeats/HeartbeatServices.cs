using Telemetry.Worker.Ingest;
using Telemetry.Worker.Metrics;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Heartbeats;

/// <summary>Registers the sign of life; the pulses that it goes by are taken also when nobody listens.</summary>
internal static class HeartbeatServices
{
    public static void AddHeartbeat(this IServiceCollection services, WorkerOptions options)
    {
        services.AddSingleton(new PulseBoard(TimeProvider.System));
        services.AddSingleton(new TickTrail(TimeProvider.System));
        services.AddSingleton<IMetricSource>(provider => new HeartbeatMetrics(provider.GetService<Heartbeat>()));
        if (options.Heartbeat.Url is null)
            return;
        services.AddSingleton(options.Heartbeat);
        services.AddSingleton(provider => new Heartbeat(
            AlarmPath.Of(provider, options), options.Heartbeat, TimeProvider.System, provider.GetRequiredService<ILogger<Heartbeat>>()));
        services.AddHostedService(provider => provider.GetRequiredService<Heartbeat>());
        services.AddSingleton<ISelfCheck, HeartbeatCheck>();
    }
}
