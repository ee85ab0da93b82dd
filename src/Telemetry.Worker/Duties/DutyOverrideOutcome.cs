using Telemetry.Alerting.Escalation;

namespace Telemetry.Worker.Duties;

/// <summary>What became of a swap that somebody wanted to make or end.</summary>
/// <param name="Swap">As it is now; null when nothing was changed.</param>
/// <param name="Refusal">Why nothing was changed; null with no swap when there is none with the id.</param>
internal readonly record struct DutyOverrideOutcome(DutyOverride? Swap, string? Refusal);
