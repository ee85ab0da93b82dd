using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Alerts</c>.</summary>
public sealed class AlertsOptions
{
    /// <summary>Worker time between two looks at absent devices and quiet events. Default 5 s; 1 s to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan TickInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Real time between two checkpoints of the rule engine: what a crash makes it read again; longer where saving takes more than a twentieth of it. Default 10 s; 1 s to 10 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long an incident that is over is kept, with its history and its notifications. One that is open stays however
    /// old it is. Default 400 days; 1 day to 10 years.
    /// </summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan KeepClosed { get; set; } = TimeSpan.FromDays(400);

    /// <summary>
    /// How long repeated calls of an incident that nobody answers are kept, one by one; its history keeps the first and the last of them.
    /// Default 24 h; 1 h to 400 days.
    /// </summary>
    [Range(typeof(TimeSpan), "01:00:00", "400.00:00:00")]
    public TimeSpan KeepRepeats { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long an entry of the audit log is kept. Nothing else ever removes or changes one. Default 1095 days; 1 day to 30 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "10950.00:00:00")]
    public TimeSpan KeepAudit { get; set; } = TimeSpan.FromDays(3 * 365);
}
