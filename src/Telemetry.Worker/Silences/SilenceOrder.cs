using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Silences;

/// <summary>What somebody wants silent; not checked yet.</summary>
/// <param name="StartMs">Unix milliseconds; null for now.</param>
/// <param name="EndMs">Unix milliseconds.</param>
internal sealed record SilenceOrder(SilenceKind Kind, SilenceScope Scope, long? StartMs, long EndMs, string? Reason, bool ExceptLifeSafety);
