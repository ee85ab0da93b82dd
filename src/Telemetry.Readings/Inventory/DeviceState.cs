namespace Telemetry.Readings.Inventory;

/// <summary>Where a device is in its life. Only one in service alarms by absence.</summary>
public enum DeviceState : byte
{
    Planned,
    Commissioning,
    InService,
    Retired,
}
