namespace Telemetry.Worker.SelfWatch;

/// <summary>Registers what watches the worker itself; the parts bring their own <see cref="ISelfCheck"/>.</summary>
internal static class SelfWatchServices
{
    public static void AddSelfWatch(this IServiceCollection services)
    {
        services.AddSingleton<SelfWatch>();
        services.AddHostedService(provider => provider.GetRequiredService<SelfWatch>());
    }
}
