namespace Telemetry.Alerting.Engine;

/// <summary>
/// A condition that stood when the checkpoint was saved, but whose rule or device is gone since, or is retired: no transition will ever clear
/// it, so whoever loaded the checkpoint closes its incident.
/// </summary>
/// <param name="Id">As <see cref="Transition.Id"/>.</param>
public readonly record struct OrphanedCondition(string Id, string RuleId, string DeviceId);
