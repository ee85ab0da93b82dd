using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Rules;

/// <summary>A higher severity that a standing condition comes to.</summary>
/// <param name="AfterMs">How long it must stand, in milliseconds; 0 when time does not count.</param>
/// <param name="When">The condition that makes it so; null when there is none.</param>
/// <param name="Value">The range of the rule's own number that makes it so; null when there is none.</param>
internal sealed record SeverityStep(Severity Severity, long AfterMs, ConditionNode? When, ValueRange? Value);
