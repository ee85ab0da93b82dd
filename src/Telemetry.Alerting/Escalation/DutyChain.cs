namespace Telemetry.Alerting.Escalation;

/// <summary>Who answers for a device at a moment: the nearest duty first, then up the hierarchy of areas. Empty when no duty has its system.</summary>
public sealed record DutyChain(IReadOnlyList<DutyLevel> Levels);
