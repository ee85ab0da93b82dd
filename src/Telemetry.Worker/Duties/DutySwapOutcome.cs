using Telemetry.Alerting.Escalation;

namespace Telemetry.Worker.Duties;

/// <summary>What became of somebody's wish to make or end a swap.</summary>
/// <param name="Swap">As it is now; null when nothing was changed.</param>
/// <param name="Refusal">Why not, without a full stop; null with no swap when there is none with the id.</param>
/// <param name="IsForbidden">True when somebody else may.</param>
internal readonly record struct DutySwapOutcome(DutyOverride? Swap, string? Refusal, bool IsForbidden = false);
