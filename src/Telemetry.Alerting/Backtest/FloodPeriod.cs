namespace Telemetry.Alerting.Backtest;

/// <summary>A time in which more alarms came than people can take in.</summary>
/// <param name="BeginMs">Unix milliseconds: the alarm with which there were too many.</param>
/// <param name="EndMs">Unix milliseconds: when there were few enough again, or the end of the report.</param>
/// <param name="Alarms">How many were raised in it.</param>
public readonly record struct FloodPeriod(long BeginMs, long EndMs, int Alarms);
