using Telemetry.Readings.Inventory;
using Telemetry.Storage.Influx;
using Telemetry.Storage.Journal;
using Telemetry.Storage.Sqlite;
using Telemetry.Storage.Stores;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Stores;

/// <summary>Registers the time series store and its uploader.</summary>
internal static class StoreServices
{
    /// <summary>Devices that wait for the store send only so much until they are answered.</summary>
    private static readonly TimeSpan AwaitedFlushInterval = TimeSpan.FromMilliseconds(50);

    public static void AddStore(this IServiceCollection services, StoreOptions options, JournalSection journal, string data)
    {
        services.AddSingleton(provider => Create(options, journal, data, provider));
        services.AddSingleton(provider => new Uploader(
            provider.GetRequiredService<CommitLog>().Journal, provider.GetRequiredService<ITimeSeriesStore>(), Batching(options, journal.Acknowledge),
            options.Kind == StoreKind.Sqlite ? null : new CursorFile(Path.Combine(data, "store.cursor")),
            TimeProvider.System, provider.GetRequiredService<ILogger<Uploader>>()));
        services.AddSingleton<StoreUploader>();
        services.AddHostedService(provider => provider.GetRequiredService<StoreUploader>());
        services.AddSingleton<ISelfCheck>(provider => new StoreAwayCheck(provider.GetRequiredService<StoreUploader>(), provider.GetRequiredService<ITimeSeriesStore>(), options));
        services.AddSingleton<ISelfCheck>(provider =>
        {
            CommitLog log = provider.GetRequiredService<CommitLog>();
            StoreUploader uploader = provider.GetRequiredService<StoreUploader>();
            return new StoreLaggingCheck(
                new JournalLag(() => log.CommittedPosition, () => uploader.Statistics.Position, TimeProvider.System), () => uploader.Statistics.State, options);
        });
        services.AddSingleton<ISelfCheck, StoreMisconfiguredCheck>();
        services.AddSingleton<ISelfCheck, StoreRejectingCheck>();
    }

    private static UploaderOptions Batching(StoreOptions options, Acknowledge acknowledge)
    {
        bool isAwaited = acknowledge == Acknowledge.Store;
        UploaderOptions standard = UploaderOptions.DefaultsFor(options.Kind.ToString().ToLowerInvariant());
        return standard with
        {
            MaximumLines = options.BatchLines ?? standard.MaximumLines,
            MaximumBytes = options.BatchBytes ?? standard.MaximumBytes,
            FlushInterval = options.FlushInterval ?? (isAwaited ? AwaitedFlushInterval : standard.FlushInterval),
            SettleInterval = isAwaited ? TimeSpan.Zero : standard.SettleInterval,
            DrainTimeout = options.DrainTimeout,
        };
    }

    private static ITimeSeriesStore Create(StoreOptions options, JournalSection journal, string data, IServiceProvider provider)
    {
        var rejected = new RejectedLines(
            Path.Combine(data, "rejected.lp"), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<RejectedLines>>());
        switch (options.Kind)
        {
            case StoreKind.Sqlite:
                CityInForce city = provider.GetRequiredService<CityInForce>();
                return new SqliteStore(
                    new SqliteStoreOptions
                    {
                        Path = Path.Combine(data, "readings.db"),
                        KeepRaw = options.KeepRaw,
                        KeepMinutes = options.KeepMinutes,
                        KeepHours = options.KeepHours,
                        ReserveBytes = journal.ReserveBytes,
                    },
                    (measurement, device) => Table(city.City, measurement, device),
                    rejected, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<SqliteStore>>());
            case StoreKind.VictoriaMetrics:
                return new VictoriaMetricsStore(
                    new VictoriaMetricsOptions
                    {
                        Url = new Uri(options.Url!),
                        UserName = options.Username,
                        Password = options.Password,
                        Token = options.Token,
                        CaFile = options.CaFile,
                        Compression = options.Gzip,
                        Timeout = options.Timeout,
                        Settle = options.Settle,
                    },
                    rejected, TimeProvider.System);
            default:
                bool isTwo = options.Kind == StoreKind.InfluxDb2;
                return new InfluxStore(
                    new InfluxOptions
                    {
                        Api = isTwo ? InfluxApi.V2 : InfluxApi.V1,
                        Url = new Uri(options.Url!),
                        Database = isTwo ? options.Bucket : options.Database,
                        Org = options.Org,
                        UserName = options.Username,
                        Password = options.Password,
                        Token = options.Token,
                        Create = options.Create,
                        Connections = options.Connections,
                        CaFile = options.CaFile,
                        Compression = options.Gzip,
                        Timeout = options.Timeout,
                    },
                    rejected, TimeProvider.System);
        }
    }

    /// <summary>One wide table for each kind of device, such as <c>heating__station</c>; events and incidents have their measurement's.</summary>
    private static string? Table(City city, string measurement, string device) =>
        city.FindDevice(device) is { } known && known.Kind.System.Measurement == measurement ? $"{measurement}__{known.Kind.Id.Replace('-', '_')}" : null;
}
