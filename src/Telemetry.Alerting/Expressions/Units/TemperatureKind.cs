namespace Telemetry.Alerting.Expressions.Units;

/// <summary>20 degC is a temperature, 20 K a difference of two; one is never compared with the other.</summary>
internal enum TemperatureKind : byte
{
    /// <summary>No temperature, or one that may be either: <c>t - 18</c>.</summary>
    Either,
    Absolute,
    Difference,
}
