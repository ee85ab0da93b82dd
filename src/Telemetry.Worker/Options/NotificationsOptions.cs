using System.ComponentModel.DataAnnotations;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Notifications</c>.</summary>
public sealed class NotificationsOptions
{
    public WebhookOptions Webhook { get; set; } = new();

    public NoticeOptions Mqtt { get; set; } = new();

    public WaysOptions Ways { get; set; } = new();

    /// <summary>How many notifications and calls a channel has on their way at once; what is about lives has as many places again of its own. Default 8; 1 to 256.</summary>
    [Range(1, 256)]
    public int AtOnce { get; set; } = 8;

    /// <summary>What is about lives is tried again after this at the latest, also where the receiver asked for more time. Default 10 s; 1 s to 5 min.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan LongestUrgentDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many incidents one call lists, the most urgent first; of the others it tells how many they are. Default 20; 1 to 500.</summary>
    [Range(1, 500)]
    public int CallLists { get; set; } = 20;

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

    /// <summary>At most so many posts a second; 0 for no limit. What is about lives is never held by it. Default 100; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int PerSecond { get; set; } = 100;
}
