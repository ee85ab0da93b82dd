using Telemetry.Alerting.Rules;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Options;
using Telemetry.Worker.SelfWatch;

namespace Telemetry.Worker.Heartbeats;

/// <summary>The address outside hears nothing: it alarms, or nobody would be told if the worker died now.</summary>
internal sealed class HeartbeatCheck(Heartbeat heartbeat, HeartbeatOptions options) : ISelfCheck
{
    private const int Missed = 3;

    public string Rule => "heartbeat-stopped";

    public Severity Severity => Severity.Medium;

    public LocalizedText Title { get; } = new("心跳中断", "The heartbeat has stopped");

    public LocalizedText Advice { get; } = new(
        "若是报警链路中某一环停止，同时会有相应的告警，先处理它；若是心跳地址不通，检查外网和 Heartbeat:Url。",
        "If a part of the alarm path has stopped there is an incident for that too, mend it first. If it is the address that does not answer, see the way out and Heartbeat:Url.");

    public string? Trouble() => heartbeat.SinceSent > Missed * options.Interval && heartbeat.Trouble is { } why ? why : null;
}
