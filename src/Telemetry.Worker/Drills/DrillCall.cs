using Telemetry.Alerting.Escalation;
using Telemetry.Readings.Inventory;

namespace Telemetry.Worker.Drills;

/// <summary>One person called in one way.</summary>
/// <param name="Person">Whom; null when nobody is known to hold the duty and the role itself was called.</param>
/// <param name="Name">The person's.</param>
/// <param name="Way">How.</param>
/// <param name="Entries">What went out for it, one for each channel that carries the way; empty when none does.</param>
public sealed record DrillCall(string? Person, LocalizedText? Name, Way Way, IReadOnlyList<DrillEntry> Entries);
