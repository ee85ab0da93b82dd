namespace Telemetry.Alerting.Engine;

/// <summary>The newest value of a field.</summary>
/// <param name="Value">In the field's unit; a boolean is 1 or 0.</param>
/// <param name="AtMs">Its time, Unix milliseconds: the sample's own, but never after it was received.</param>
/// <param name="IsBad">True when it lies outside the physical range: it is shown, but no rule saw it.</param>
public readonly record struct LatestValue(double Value, long AtMs, bool IsBad);
