namespace Telemetry.Alerting.Backtest;

/// <summary>A rule that occurs and clears again and again at a device.</summary>
/// <param name="Alarms">How many of its alarms were part of it.</param>
/// <param name="FirstMs">The first of them, Unix milliseconds.</param>
public readonly record struct ChatterFigures(string System, string Rule, string Device, int Alarms, long FirstMs);
