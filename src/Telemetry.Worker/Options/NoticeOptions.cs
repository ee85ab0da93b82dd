using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Notifications:Mqtt</c>: calls to people, and the screens of centres, as MQTT messages.</summary>
public sealed class NoticeOptions
{
    /// <summary>
    /// Publish calls over MQTT. They name people and how to reach them, so an external broker has to say first who may read them. Default:
    /// with the embedded broker, not with an external one.
    /// </summary>
    public bool? Enabled { get; set; }

    /// <summary>Calls are published below this topic. Not below <c>Mqtt:Root</c>. Default <c>telemetry/notify</c>; 1 to 200 characters in levels of a-z, 0-9 and '-'.</summary>
    [Required]
    [StringLength(200, MinimumLength = 1)]
    [RegularExpression("[a-z0-9-]+(/[a-z0-9-]+)*")]
    public string Topic { get; set; } = "telemetry/notify";

    /// <summary>At most so many calls a second; 0 for no limit. What is about lives is never held by it. Default 0; 0 to 10,000.</summary>
    [Range(0, 10_000)]
    public int PerSecond { get; set; }

    /// <summary>A message that the broker does not take within this time is tried again. Default 5 s; 100 ms to 1 min.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Whether calls are published, in a mode of <c>Mqtt:Mode</c>.</summary>
    internal bool IsOn(MqttMode mode) => Enabled ?? mode == MqttMode.Embedded;
}
