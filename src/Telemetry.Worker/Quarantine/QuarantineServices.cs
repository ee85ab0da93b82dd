namespace Telemetry.Worker.Quarantine;

/// <summary>Registers the view of rejected messages.</summary>
internal static class QuarantineServices
{
    public const string FileName = "quarantine.db";

    public static void AddQuarantine(this IServiceCollection services, string data)
    {
        services.AddSingleton(_ => new QuarantineStore(Path.Combine(data, FileName)));
        services.AddHostedService<QuarantineReader>();
    }
}
