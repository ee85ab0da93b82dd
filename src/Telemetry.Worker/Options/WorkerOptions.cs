using System.ComponentModel.DataAnnotations;
using Telemetry.Readings;

namespace Telemetry.Worker.Options;

/// <summary>Everything a user can set, by section: <c>appsettings.json</c>, environment (<c>Mqtt__Port</c>), command line (<c>--Mqtt:Port=1884</c>).</summary>
public sealed class WorkerOptions
{
    public MqttOptions Mqtt { get; set; } = new();

    /// <summary>Section <c>Payload</c>: the limits of a message.</summary>
    public PayloadOptions Payload { get; set; } = new();

    public StoreOptions Store { get; set; } = new();

    public JournalSection Journal { get; set; } = new();

    public QuarantineOptions Quarantine { get; set; } = new();

    public SnapshotOptions Snapshots { get; set; } = new();

    public InputsOptions Inputs { get; set; } = new();

    public AlertsOptions Alerts { get; set; } = new();

    public DutiesOptions Duties { get; set; } = new();
    public IncidentsOptions Incidents { get; set; } = new();

    public BacktestOptions Backtest { get; set; } = new();

    public NotificationsOptions Notifications { get; set; } = new();

    public EscalationOptions Escalation { get; set; } = new();

    public DrillsOptions Drills { get; set; } = new();

    public WatchOptions Watch { get; set; } = new();

    public HeartbeatOptions Heartbeat { get; set; } = new();

    public ConsoleOptions Console { get; set; } = new();

    public AccessOptions Access { get; set; } = new();

    public CityOptions City { get; set; } = new();

    public DataOptions Data { get; set; } = new();

    public ClockOptions Clock { get; set; } = new();
}

/// <summary>Section <c>City</c>: which city is watched.</summary>
public sealed class CityOptions
{
    /// <summary>Folder that holds <c>systems/*.yaml</c>, <c>city/*.yaml</c> and, where there are any, <c>plans/*.yaml</c>. Default <c>seeds</c>.</summary>
    [Required]
    public string Folder { get; set; } = "seeds";

    /// <summary>How many cities that were in force are kept, so that records made by them are judged by them. Default 100; 2 to 10,000.</summary>
    [Range(2, 10_000)]
    public int KeepVersions { get; set; } = 100;

    /// <summary>How long a reload may take to read the files; then it fails and the city in force stays (a network folder that does not answer). Default 1 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan ReadTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Reload the city by itself when its files have changed and stayed the same for <see cref="WatchInterval"/>. Default false; <c>telemetry reload</c> and SIGHUP do it at once.</summary>
    public bool Watch { get; set; }

    /// <summary>How often the files are looked at with <see cref="Watch"/>. Default 5 s; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan WatchInterval { get; set; } = TimeSpan.FromSeconds(5);
}

/// <summary>Section <c>Data</c>: where everything that must outlive a restart is kept.</summary>
public sealed class DataOptions
{
    /// <summary>Folder for the journal, the databases, tokens and snapshots; created when missing. Default <c>data</c>.</summary>
    [Required]
    public string Folder { get; set; } = "data";
}

/// <summary>Section <c>Clock</c>: a faster clock for simulated cities. Leave it alone in production.</summary>
public sealed class ClockOptions
{
    /// <summary>Seconds of worker time per second of real time. Default 1; 0.1 to 3600.</summary>
    [Range(0.1, 3600)]
    public double Speed { get; set; } = 1;

    /// <summary>
    /// The real moment, in Unix milliseconds, at which the scaled clock shows the real time; simulators that share the
    /// clock are given the same. 0 is the start of the process. Used only when <see cref="Speed"/> is not 1. Default 0; 0 to
    /// 253,402,300,799,999.
    /// </summary>
    [Range(0d, 253_402_300_799_999d)]
    public long Anchor { get; set; }
}
