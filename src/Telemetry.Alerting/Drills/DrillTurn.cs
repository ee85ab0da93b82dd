namespace Telemetry.Alerting.Drills;

/// <summary>Which weekly test of a duty is the newest that was due.</summary>
/// <param name="Week">The ISO week that it is for: <c>2026-W47</c>.</param>
/// <param name="IsOpen">Whether it may begin now.</param>
public readonly record struct DrillTurn(string Week, bool IsOpen);
