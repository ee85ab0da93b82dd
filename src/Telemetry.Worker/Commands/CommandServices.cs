using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Commands;

/// <summary>Registers the way to devices.</summary>
internal static class CommandServices
{
    public static void AddCommands(this IServiceCollection services, MqttOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<CommandChannel>();
        services.AddOutboxRunner<CommandChannel>();
    }
}
