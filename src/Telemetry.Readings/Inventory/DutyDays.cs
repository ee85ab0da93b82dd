namespace Telemetry.Readings.Inventory;

/// <summary>Which days of the week a shift is on, when no calendar says.</summary>
public enum DutyDays : byte
{
    Every,
    Weekdays,
    Weekends,
}
