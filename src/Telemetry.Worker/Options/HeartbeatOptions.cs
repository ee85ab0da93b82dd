using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Heartbeat</c>: a sign of life to an address outside, which alarms when it stops coming.</summary>
public sealed class HeartbeatOptions
{
    /// <summary>Where the sign of life goes while alarms work from a message to a call, http or https. Default none: no heartbeat.</summary>
    public string? Url { get; set; }

    /// <summary>Where is told why there is none, for services that want to know at once. Default none: the heartbeat just stops.</summary>
    public string? FailUrl { get; set; }

    /// <summary>How it is sent: post (default) or get. <see cref="FailUrl"/> is always posted to.</summary>
    public HeartbeatMethod Method { get; set; } = HeartbeatMethod.Post;

    /// <summary>Sent as <c>Authorization: Bearer</c>. Prefer <see cref="TokenFile"/>. Default none.</summary>
    public string? Token { get; set; }

    /// <summary>File whose first line is the token. Default none.</summary>
    public string? TokenFile { get; set; }

    /// <summary>Real time between two. Default 1 min; 1 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the other side may take to answer. Default 10 s; 100 ms to 2 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:02:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The newest tick that was journaled and judged may be so many intervals old (<c>Alerts:TickInterval</c>). Default 6; 2 to 100.</summary>
    [Range(2, 100)]
    public int TickIntervals { get; set; } = 6;

    /// <summary>A sender of notifications, or whoever climbs ladders, may do one thing for so long before it counts as dead; longer than any timeout of a channel. Default 3 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan StalledAfter { get; set; } = TimeSpan.FromMinutes(3);

    /// <summary>A call about lives may wait for its delivery, and a step of a ladder be late, for so long. Default 2 min; 10 s to 1 h.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "01:00:00")]
    public TimeSpan CallsWithin { get; set; } = TimeSpan.FromMinutes(2);
}
