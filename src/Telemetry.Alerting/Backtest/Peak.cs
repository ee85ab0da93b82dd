namespace Telemetry.Alerting.Backtest;

/// <summary>The stretch of a given length with the most alarms.</summary>
/// <param name="Alarms">How many.</param>
/// <param name="EndsAtMs">The last of them, Unix milliseconds; 0 when there was none.</param>
public readonly record struct Peak(int Alarms, long EndsAtMs);
