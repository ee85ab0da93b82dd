namespace Telemetry.Worker.Drills;

/// <summary>A test call with everything that went out for it.</summary>
public sealed record DrillReport(Drill Drill, IReadOnlyList<DrillCall> Calls);
