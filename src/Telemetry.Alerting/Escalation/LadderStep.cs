namespace Telemetry.Alerting.Escalation;

/// <summary>One step of a ladder.</summary>
/// <param name="After">How long after the incident began for people, without an answer; 0 for the first.</param>
/// <param name="Targets">Whom it calls.</param>
/// <param name="Ways">How, all at once; at least one.</param>
public sealed record LadderStep(TimeSpan After, LadderTargets Targets, IReadOnlyList<Way> Ways);
