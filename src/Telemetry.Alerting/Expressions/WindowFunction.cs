namespace Telemetry.Alerting.Expressions;

/// <summary>What a window makes of a field's recent values.</summary>
internal enum WindowFunction : byte
{
    /// <summary>The newest value minus the one a window's length ago.</summary>
    Delta,
    Average,
    Minimum,
    Maximum,
}
