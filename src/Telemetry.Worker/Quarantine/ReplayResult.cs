using Telemetry.Readings;

namespace Telemetry.Worker.Quarantine;

/// <summary>What came, or would come, of one message.</summary>
/// <param name="Position">Its number.</param>
/// <param name="Outcome">What.</param>
/// <param name="Reason">Why it is refused; none otherwise.</param>
/// <param name="Device">The device it is of; null when there is none.</param>
/// <param name="Records">How many samples it gives, or 1 for a picture.</param>
internal sealed record ReplayResult(long Position, ReplayOutcome Outcome, RejectReason Reason = RejectReason.None, string? Device = null, int Records = 0);
