using Microsoft.Extensions.Logging.Console;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Alerts;
using Telemetry.Worker.Backtest;
using Telemetry.Worker.Commands;
using Telemetry.Worker.Console;
using Telemetry.Worker.Drills;
using Telemetry.Worker.Duties;
using Telemetry.Worker.Escalation;
using Telemetry.Worker.Heartbeats;
using Telemetry.Worker.Housekeeping;
using Telemetry.Worker.Ingest;
using Telemetry.Worker.Notifications;
using Telemetry.Worker.Options;
using Telemetry.Worker.Quarantine;
using Telemetry.Worker.Reload;
using Telemetry.Worker.SelfWatch;
using Telemetry.Worker.Stores;

namespace Telemetry.Worker.Hosting;

/// <summary>Puts the worker together, in the order a message takes. What is started first is stopped last.</summary>
internal static class WorkerHost
{
    /// <summary>How long stopping may take until connections, cursors and databases are closed.</summary>
    public static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <exception cref="StartException">A folder, file or port that is needed cannot be had.</exception>
    public static WebApplication Build(WorkerOptions options, City city)
    {
        string data = DataFolder.Prepare(options.Data.Folder);
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            WebRootPath = Path.Combine(AppContext.BaseDirectory, "wwwroot"),
        });
        builder.Services.Configure<HostOptions>(host =>
        {
            host.ShutdownTimeout = ShutdownTimeout;
            host.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost;
        });
        Configure(builder.Logging);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(options.Data);
        builder.Services.AddSingleton<StopReason>();
        builder.Services.AddSingleton(Clock(options.Clock));
        builder.Services.AddSingleton(Archive(Path.Combine(data, CityArchive.FolderName), city, options.City));
        builder.Services.AddSingleton(new CityInForce(city, options.Mqtt.Root));

        builder.Services.AddJournal(options.Journal, data);
        builder.Services.AddStore(options.Store, options.Journal, data);
        builder.Services.AddAlerts(options.Alerts, options.Incidents, data);
        builder.Services.AddDuties(options.Duties, data, city);
        builder.Services.AddEscalation(options.Escalation, options.Clock);
        builder.Services.AddSelfWatch(options.Watch, data);
        builder.Services.AddHeartbeat(options);
        builder.Services.AddQuarantine(options.Quarantine, data);
        builder.Services.AddNotifications(options.Notifications, options.Mqtt.Mode);
        builder.Services.AddCommands(options.Mqtt);
        builder.Services.AddIngest(options, data);
        builder.Services.AddReload(options.City);
        builder.Services.AddDrills(options.Drills);
        builder.Services.AddHousekeeping();
        builder.Services.AddBacktests(options.Backtest, data);
        builder.AddConsole(options.Console, options.Access, data);

        WebApplication worker = builder.Build();
        worker.MapConsole();
        return worker;
    }

    private static CityArchive Archive(string folder, City city, CityOptions options)
    {
        var archive = new CityArchive(folder, options.KeepVersions);
        IReadOnlyList<Mistake> changes = archive.FindTypeChanges(city, options.Folder);
        if (changes.Count > 0)
            throw new StartException(string.Join('\n', changes));
        archive.FormerAreas.Apply(city);
        return archive;
    }

    private static TimeProvider Clock(ClockOptions clock) =>
        clock.Speed == 1
            ? TimeProvider.System
            : new ScaledTimeProvider(
                clock.Anchor == 0 ? TimeProvider.System.GetUtcNow() : DateTimeOffset.FromUnixTimeMilliseconds(clock.Anchor), clock.Speed);

    /// <summary>The same logging for commands that are no worker.</summary>
    public static ILoggerFactory QuietLoggers() => LoggerFactory.Create(logging =>
    {
        logging.Services.AddSingleton(TimeProvider.System);
        Configure(logging);
    });

    private static void Configure(ILoggingBuilder logging)
    {
        logging.ClearProviders();
        logging.AddConsole(console =>
        {
            console.FormatterName = SafeLineFormatter.FormatName;
            console.LogToStandardErrorThreshold = LogLevel.Trace;
        });
        logging.AddConsoleFormatter<SafeLineFormatter, ConsoleFormatterOptions>();
        logging.SetMinimumLevel(LogLevel.Information);
        logging.AddFilter("Microsoft", LogLevel.Warning);
        logging.AddFilter("System", LogLevel.Warning);

        // It warns of keys without encryption at rest; they lie in the data folder, which only its owner may read.
        logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
    }
}
