namespace Telemetry.Alerting.Backtest;

/// <summary>How often a device alarmed, and by which rule most.</summary>
public readonly record struct DeviceFigures(string Device, string System, int Alarms, string MostByRule, int MostAlarms);
