namespace Telemetry.Readings.Health;

/// <summary>How often one thing was wrong with a device.</summary>
/// <param name="Fault">What.</param>
/// <param name="Count">How often.</param>
/// <param name="LastAtMs">When last, by receipt, in Unix milliseconds.</param>
public sealed record DeviceFaultItem(DeviceFault Fault, long Count, long LastAtMs);
