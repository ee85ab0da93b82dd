namespace Telemetry.Alerting.Inputs;

/// <summary>A point of a forecast or plan.</summary>
/// <param name="AtMs">Unix milliseconds.</param>
/// <param name="Value">A finite number, in the unit of the field or name.</param>
public readonly record struct InputPoint(long AtMs, double Value);
