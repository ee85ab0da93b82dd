namespace Telemetry.Alerting.Engine;

/// <summary>A transition as a rule's watch made it.</summary>
/// <param name="Told">What the watch keeps of the condition as long as a late sample may correct it; null when none can.</param>
internal readonly record struct Finding(Transition Transition, ToldCondition? Told);
