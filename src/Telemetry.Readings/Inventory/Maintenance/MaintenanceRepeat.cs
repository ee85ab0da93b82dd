namespace Telemetry.Readings.Inventory.Maintenance;

/// <summary>How often planned work comes again.</summary>
public enum MaintenanceRepeat : byte
{
    Never,

    /// <summary>On the same day of the week, at the same local time.</summary>
    Week,

    /// <summary>On the same day of the month, or the last one of a month that is too short.</summary>
    Month,
}
