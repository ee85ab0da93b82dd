using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Escalation;

/// <summary>The words of escalations as databases and interfaces write them.</summary>
internal static class EscalationLabels
{
    private static readonly (EscalationPhase Phase, string Label)[] Phases =
    [
        (EscalationPhase.Answer, "answer"),
        (EscalationPhase.OnSite, "on-site"),
        (EscalationPhase.Arrival, "arrival"),
        (EscalationPhase.ReAlarm, "re-alarm"),
    ];

    public static string Label(this EscalationPhase phase) => Array.Find(Phases, p => p.Phase == phase).Label;

    public static EscalationPhase ParsePhase(string label) =>
        Array.FindIndex(Phases, p => p.Label == label) is var index and >= 0
            ? Phases[index].Phase
            : throw new InvalidDataException($"'{label}' is no phase of an escalation.");

    public static string Label(this Way way) => way switch
    {
        Way.Call => "call",
        Way.App => "app",
        Way.Sms => "sms",
        _ => "screen",
    };

    public static Way ParseWay(string label) => label switch
    {
        "call" => Way.Call,
        "app" => Way.App,
        "sms" => Way.Sms,
        "screen" => Way.Screen,
        _ => throw new InvalidDataException($"'{label}' is no way to reach somebody."),
    };

    public static LocalizedText Title(this Way way) => way switch
    {
        Way.Call => new("电话", "call"),
        Way.App => new("应用消息", "app"),
        Way.Sms => new("短信", "SMS"),
        _ => new("大屏", "screen"),
    };
}
