using Telemetry.Alerting.Incidents;

namespace Telemetry.Worker.Alerts;

/// <summary>Hands what a person asks for to the step that it is.</summary>
internal static class IncidentSteps
{
    public static StepResult Take(Incident incident, StepRequest request, long nowMs) => request.Step switch
    {
        IncidentStep.Acknowledge => IncidentBook.Acknowledge(incident, request.Principal, nowMs, request.Version),
        IncidentStep.OnSite => IncidentAnswers.OnSite(incident, request.Principal, nowMs, request.Version),
        IncidentStep.Resolve => IncidentAnswers.Resolve(incident, request.Principal, Resolution.Resolved, request.Reason, nowMs, request.Version),
        IncidentStep.FalseAlarm => IncidentAnswers.Resolve(incident, request.Principal, Resolution.FalseAlarm, request.Reason, nowMs, request.Version),
        IncidentStep.Shelve => IncidentHolds.Shelve(incident, request.Principal, request.Reason!, request.UntilMs!.Value, request.Limits, nowMs, request.Version),
        IncidentStep.Unshelve => IncidentHolds.Unshelve(incident, request.Principal, nowMs, request.Version),
        IncidentStep.OutOfService =>
            IncidentHolds.TakeOutOfService(incident, request.Principal, request.Reason!, request.UntilMs, request.Limits, nowMs, request.Version),
        IncidentStep.Return => IncidentHolds.ReturnToService(incident, request.Principal, nowMs, request.Version),
        IncidentStep.Assign => IncidentAnswers.Assign(incident, request.Principal, request.To!, request.Version),
        IncidentStep.HandOver => IncidentAnswers.HandOver(incident, request.Principal, request.To!, request.Version),
        // Somebody says something; the incident itself stays as it is.
        _ => new StepResult(incident, null),
    };
}
