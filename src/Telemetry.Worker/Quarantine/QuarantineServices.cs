using Telemetry.Worker.Options;

namespace Telemetry.Worker.Quarantine;

/// <summary>Registers the view of rejected messages.</summary>
internal static class QuarantineServices
{
    public const string FileName = "quarantine.db";

    public static void AddQuarantine(this IServiceCollection services, QuarantineOptions options, string data)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new QuarantineStore(Path.Combine(data, FileName), provider.GetRequiredService<ILogger<QuarantineStore>>()));
        services.AddSingleton<QuarantineReader>();
        services.AddHostedService(provider => provider.GetRequiredService<QuarantineReader>());
        services.AddSingleton<QuarantineReplay>();
    }
}
