using Telemetry.Alerting.Silences;

namespace Telemetry.Worker.Silences;

/// <summary>A silence for people and programs.</summary>
/// <param name="Silence">It.</param>
/// <param name="Phase">Where it is in its time.</param>
/// <param name="IsLifeSafety">True when it keeps, or would keep, life safety silent.</param>
/// <param name="Held">How many incidents it holds now.</param>
public sealed record SilenceView(Silence Silence, SilencePhase Phase, bool IsLifeSafety, long Held);
