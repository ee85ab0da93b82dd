using Telemetry.Worker.Alerts;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Options;

namespace Telemetry.Worker.Notifications;

/// <summary>Registers the outbox, the calls and the channels.</summary>
internal static class NotificationServices
{
    public static void AddNotifications(this IServiceCollection services, NotificationsOptions options, MqttMode mode)
    {
        services.AddSingleton(options);
        services.AddSingleton<Outbox>();
        services.AddSingleton<NotificationPlan>();
        services.AddSingleton<PageForm>();

        // A channel is its class, its name in ChannelName and a line here.
        var there = new List<string>();
        if (options.Webhook.Url is not null)
            services.AddCallChannel(there, ChannelName.Webhook, _ => new WebhookChannel(options.Webhook), options, options.Webhook.PerSecond);
        if (options.Mqtt.IsOn(mode))
            services.AddCallChannel(there, ChannelName.Mqtt, provider => new MqttPageChannel(provider.GetRequiredService<INoticePublisher>(), provider.GetRequiredService<Outbox>(), options.Mqtt), options, options.Mqtt.PerSecond);
        services.AddSingleton<IIncidentFollower, ScreenClearing>();
        services.AddSingleton(new CallChannels(options.Ways, there));
    }

    /// <summary>A runner of its own for a channel, so that a receiver that hangs holds up nobody else.</summary>
    public static void AddOutboxRunner<T>(this IServiceCollection services, SendLimits? limits = null)
        where T : INotificationChannel =>
        services.AddSingleton<IHostedService>(provider => new OutboxRunner(
            provider.GetRequiredService<Outbox>(), provider.GetRequiredService<T>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<OutboxRunner>>(), limits, provider.GetRequiredService<PulseBoard>()));

    /// <summary>A channel that may carry calls.</summary>
    /// <param name="there">The names of those that are there; this one is added.</param>
    private static void AddCallChannel<T>(
        this IServiceCollection services, List<string> there, string name, Func<IServiceProvider, T> create, NotificationsOptions options, int perSecond)
        where T : class, INotificationChannel
    {
        there.Add(name);
        services.AddSingleton(create);
        services.AddOutboxRunner<T>(new SendLimits(options.AtOnce, perSecond, options.LongestUrgentDelay));
    }
}
