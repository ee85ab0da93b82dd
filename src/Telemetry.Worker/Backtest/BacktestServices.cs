using Telemetry.Worker.Options;

namespace Telemetry.Worker.Backtest;

/// <summary>Registers backtests that the API orders.</summary>
internal static class BacktestServices
{
    public static void AddBacktests(this IServiceCollection services, BacktestOptions options, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton<BacktestQueue>();
        services.AddHostedService(provider => provider.GetRequiredService<BacktestQueue>());
        services.AddSingleton(provider => new WorkerBacktests(data, options, provider.GetRequiredService<BacktestQueue>()));
    }
}
