namespace Telemetry.Readings.Inventory.Maintenance;

/// <summary>One time of planned work, Unix milliseconds; the end does not belong to it.</summary>
public readonly record struct MaintenanceSpan(long FromMs, long UntilMs);
