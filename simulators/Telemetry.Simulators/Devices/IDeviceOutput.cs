namespace Telemetry.Simulators.Devices;

/// <summary>Where a model's events and pictures go.</summary>
internal interface IDeviceOutput
{
    void Raise(DeviceEvent happened);

    /// <summary>A picture, JPEG or PNG; published before an event that names its id.</summary>
    void Snapshot(string id, byte[] image);
}
