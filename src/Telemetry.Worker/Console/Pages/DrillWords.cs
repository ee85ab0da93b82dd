using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;
using Telemetry.Worker.Drills;

namespace Telemetry.Worker.Console.Pages;

/// <summary>What pages call the states and ways of test calls.</summary>
internal static class DrillWords
{
    public static LocalizedText Of(DrillState state) => state switch
    {
        DrillState.Running => new("等待应答", "waits for an answer"),
        DrillState.Answered => new("已应答", "answered"),
        DrillState.Missed => new("无人应答", "not answered"),
        DrillState.Late => new("应答过晚", "answered too late"),
        _ => new("无法呼叫", "nobody could be called"),
    };

    public static LocalizedText Of(Way way) => way switch
    {
        Way.Call => new("电话", "call"),
        Way.App => new("应用", "app"),
        Way.Sms => new("短信", "SMS"),
        _ => new("大屏", "screen"),
    };

    public static LocalizedText Of(DrillCall call) => call.Entries switch
    {
        [] => new("没有通道", "no channel"),
        var entries when entries.Any(entry => entry.IsDelivered) => new("已送达", "delivered"),
        var entries when entries.Any(entry => entry.IsSent) => new("已发出，未送达", "sent, not delivered"),
        _ => new("未发出", "not sent"),
    };
}
