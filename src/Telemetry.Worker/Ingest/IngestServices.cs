using Telemetry.Mqtt.Broker;
using Telemetry.Mqtt.Client;
using Telemetry.Mqtt.Publishing;
using Telemetry.Readings.Health;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Hosting;
using Telemetry.Worker.Inputs;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Ingest;

/// <summary>Registers the way in: the journal, which is opened before and closed after everything else, and the source of messages.</summary>
internal static class IngestServices
{
    private const string Partition = "all";

    public static void AddJournal(this IServiceCollection services, JournalSection options, string data)
    {
        services.AddSingleton(provider => new CommitLog(Open(options.For(Path.Combine(data, "journal", Partition)), provider)));
        services.AddSingleton(provider => new JournalRetention(
            provider.GetRequiredService<CommitLog>().Journal, [nameof(AlertRunner), nameof(QuarantineReader), nameof(StoreUploader)], mayMiss: nameof(StoreUploader)));
        services.AddSingleton(_ => new JournalForecast(options.SegmentBytes, options.WarnBefore, TimeProvider.System));
        services.AddSingleton<JournalChecks>();
        foreach (int check in Enumerable.Range(0, JournalChecks.Count))
            services.AddSingleton(provider => provider.GetRequiredService<JournalChecks>().All[check]);
        services.AddHostedService(provider => new JournalKeeper(
            provider.GetRequiredService<CommitLog>().Journal, provider.GetRequiredService<JournalRetention>(), provider.GetRequiredService<JournalForecast>(),
            provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<CityArchive>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<StopReason>(), provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<JournalKeeper>>()));
    }

    public static void AddIngest(this IServiceCollection services, WorkerOptions options, string data)
    {
        services.AddSingleton(options.Payload);
        services.AddSingleton<IngestCounters>();
        services.AddSingleton(options.Snapshots);
        services.AddSingleton(provider =>
        {
            AlertDatabase database = provider.GetRequiredService<AlertDatabase>();
            return new SnapshotFolder(Path.Combine(data, "snapshots"), options.Snapshots, () => OpenPictures.FileNames(database));
        });
        services.AddSingleton<SnapshotKeeper>();
        services.AddSingleton<ISelfCheck, SnapshotCheck>();
        services.AddSingleton(provider => new DeviceWatch(provider.GetRequiredService<CityInForce>().City, options.Payload));
        services.AddHostedService(provider => provider.GetRequiredService<SnapshotKeeper>());
        services.AddSingleton(provider => new InputIntake(
            provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<CommitLog>(), options.Inputs, options.Mqtt.Root,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<InputIntake>>()));
        services.AddSingleton<IPublishReceiver>(provider => new IngestPipeline(
            provider.GetRequiredService<CityInForce>(), provider.GetRequiredService<CommitLog>(), provider.GetRequiredService<SnapshotKeeper>(),
            provider.GetRequiredService<DeviceWatch>(), provider.GetRequiredService<IngestCounters>(), options.Payload, options.Mqtt.Mode == MqttMode.External,
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<IngestPipeline>>())
        {
            Inputs = provider.GetRequiredService<InputIntake>(),
            IsDevelopmentRun = options.Mqtt.AnonymousLoopback,
            AcknowledgedBy = options.Journal.Acknowledge == Acknowledge.Store ? new StoreLog(provider.GetRequiredService<Uploader>()) : null,
        });
        services.AddSingleton(provider => new TickWriter(
            provider.GetRequiredService<CommitLog>(), provider.GetRequiredService<IIngestState>(), options.Alerts, options.Clock, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<TickTrail>()));
        services.AddHostedService(provider => provider.GetRequiredService<TickWriter>());
        services.AddSingleton<ISelfCheck>(provider => new IngestDownCheck(provider.GetRequiredService<IIngestState>(), options.Mqtt, TimeProvider.System));
        if (options.Mqtt.Mode == MqttMode.Embedded)
            services.AddEmbeddedBroker(options, data);
        else
            services.AddExternalBroker(options.Mqtt, options.Inputs);
    }

    private static void AddEmbeddedBroker(this IServiceCollection services, WorkerOptions options, string data)
    {
        services.AddSingleton(_ => new MqttAccounts(options.Mqtt.UsersFile ?? Path.Combine(data, MqttAccounts.FileName)));
        services.AddSingleton(provider => new BrokerAccess(
            provider.GetRequiredService<MqttAccounts>(), provider.GetRequiredService<CityInForce>(), options.Mqtt.Root, options.Notifications.Mqtt.Topic,
            options.Mqtt.AnonymousLoopback));
        services.AddSingleton(provider =>
        {
            Journal sessions = Open(options.Journal.ForSessions(Path.Combine(data, "broker")), provider);
            var broker = new MqttBroker(
                options.Mqtt.BrokerOptions(), provider.GetRequiredService<BrokerAccess>(), provider.GetRequiredService<IPublishReceiver>(),
                new BrokerLog(new CommitLog(sessions), provider.GetRequiredService<TimeProvider>()), TimeProvider.System,
                provider.GetRequiredService<ILogger<MqttBroker>>());
            return new EmbeddedBroker(broker, sessions, options.Mqtt);
        });
        services.AddSource<EmbeddedBroker>();
    }

    private static void AddExternalBroker(this IServiceCollection services, MqttOptions options, InputsOptions inputs)
    {
        services.AddSingleton(provider => new ExternalBroker(
            new MqttClient(
                ExternalBroker.ClientOptions(options, inputs.Mqtt), provider.GetRequiredService<IPublishReceiver>(), TimeProvider.System,
                provider.GetRequiredService<ILogger<MqttClient>>()),
            options));
        services.AddSource<ExternalBroker>();
    }

    private static void AddSource<T>(this IServiceCollection services)
        where T : class, IHostedService, ICommandPublisher, INoticePublisher, IIngestState
    {
        services.AddSingleton<ICommandPublisher>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<INoticePublisher>(provider => provider.GetRequiredService<T>());
        services.AddSingleton<IIngestState>(provider => provider.GetRequiredService<T>());
        services.AddHostedService(provider => provider.GetRequiredService<T>());
    }

    /// <exception cref="StartException">The folder is in use, broken, or of a newer version.</exception>
    private static Journal Open(JournalOptions options, IServiceProvider provider)
    {
        try
        {
            return Journal.Open(options, TimeProvider.System, provider.GetRequiredService<ILogger<Journal>>());
        }
        catch (Exception e) when (e is JournalException or IOException or UnauthorizedAccessException)
        {
            throw new StartException(e.Message, e);
        }
    }
}
