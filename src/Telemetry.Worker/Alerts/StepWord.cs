using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>The words of people's steps: in addresses, in an incident's history, and in the audit log.</summary>
internal static class StepWord
{
    public const string ReAlarmed = "re-alarmed";

    /// <summary>It became critical: whoever answered looked at something less.</summary>
    public const string AnswerTakenBack = "answer-taken-back";

    public const string HoldEnded = "hold-ended";
    public const string Suppressed = "suppressed";
    public const string Unsuppressed = "unsuppressed";

    /// <summary>In an address: <c>/incidents/{id}/on-site</c>.</summary>
    public static string Path(this IncidentStep step) => step switch
    {
        IncidentStep.Acknowledge => "ack",
        IncidentStep.OnSite => "on-site",
        IncidentStep.Resolve => "resolve",
        IncidentStep.FalseAlarm => "false-alarm",
        IncidentStep.Shelve => "shelve",
        IncidentStep.Unshelve => "unshelve",
        IncidentStep.OutOfService => "out-of-service",
        IncidentStep.Return => "return",
        IncidentStep.Assign => "assign",
        IncidentStep.HandOver => "hand-over",
        _ => "comment",
    };

    /// <summary>In the history: what was done.</summary>
    public static string Done(this IncidentStep step) => step switch
    {
        IncidentStep.Acknowledge => "acknowledged",
        IncidentStep.OnSite => "on-site",
        IncidentStep.Resolve => "resolved",
        IncidentStep.FalseAlarm => "false-alarm",
        IncidentStep.Shelve => "shelved",
        IncidentStep.Unshelve => "unshelved",
        IncidentStep.OutOfService => "out-of-service",
        IncidentStep.Return => "returned",
        IncidentStep.Assign => "assigned",
        IncidentStep.HandOver => "handed-over",
        _ => "comment",
    };

    /// <summary>In the audit log: what was asked for.</summary>
    public static string Audit(this IncidentStep step) => step == IncidentStep.Acknowledge ? "acknowledge" : step.Path();
}
