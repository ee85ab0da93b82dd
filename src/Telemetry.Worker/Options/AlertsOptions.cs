using System.ComponentModel.DataAnnotations;
using Telemetry.Alerting.Rules;

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

    /// <summary>How long an entry of the audit log is kept. Nothing else ever removes or changes one. Default 1095 days; 1 day to 30 years.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "10950.00:00:00")]
    public TimeSpan KeepAudit { get; set; } = TimeSpan.FromDays(3 * 365);
}

/// <summary>Section <c>Notifications</c>.</summary>
public sealed class NotificationsOptions
{
    public WebhookOptions Webhook { get; set; } = new();

    /// <summary>How long a notification is tried before it is given up, shown and counted. Default 24 h; 1 min to 30 days.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00")]
    public TimeSpan GiveUpAfter { get; set; } = TimeSpan.FromHours(24);

    /// <summary>
    /// A worker that was down catches up on its journal: of what was received longer ago than this, people are told only what
    /// still stands at the journal's end, once that is reached; life safety at once. Default 5 min; 10 s to 24 h.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:10", "24:00:00")]
    public TimeSpan HoldOlderThan { get; set; } = TimeSpan.FromMinutes(5);
}

/// <summary>Section <c>Notifications:Webhook</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>Where incidents are posted as JSON, http or https. Default none: no webhook.</summary>
    public string? Url { get; set; }

    /// <summary>Sent as <c>Authorization: Bearer</c>. Prefer <see cref="TokenFile"/>. Default none.</summary>
    public string? Token { get; set; }

    /// <summary>File whose first line is the token. Default none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>The least severity that is posted: low, medium (default), high, critical. Life safety is always posted.</summary>
    public Severity MinimumSeverity { get; set; } = Severity.Medium;

    /// <summary>An attempt that is not answered within this time is tried again. Default 10 s; 100 ms to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);
}
