namespace Telemetry.Alerting.Engine.Announcing;

/// <summary>A transition that is due for the record in hand.</summary>
/// <param name="Condition">Null for one that was raised before its checkpoint knew of it: then <paramref name="Raw"/> is told as it is.</param>
/// <param name="Raw">As the rule's watch made it; null when what stands around the condition made it happen.</param>
internal readonly record struct Announcement(StandingCondition? Condition, TransitionKind Kind, Transition? Raw);
