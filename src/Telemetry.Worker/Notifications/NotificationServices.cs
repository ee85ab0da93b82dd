using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Registers the outbox and the webhook.</summary>
internal static class NotificationServices
{
    public static void AddNotifications(this IServiceCollection services, NotificationsOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<Outbox>();
        services.AddSingleton<NotificationPlan>();
        if (options.Webhook.Url is null)
            return;
        services.AddSingleton(_ => new WebhookChannel(options.Webhook));
        services.AddOutboxRunner<WebhookChannel>();
    }

    /// <summary>A runner of its own for a channel, so that a receiver that hangs holds up nobody else.</summary>
    public static void AddOutboxRunner<T>(this IServiceCollection services)
        where T : INotificationChannel =>
        services.AddSingleton<IHostedService>(provider => new OutboxRunner(
            provider.GetRequiredService<Outbox>(), provider.GetRequiredService<T>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OutboxRunner>>(), provider.GetRequiredService<PulseBoard>()));
}
