using Telemetry.Simulators.Devices;

namespace Telemetry.Simulators.Tests.Support;

/// <summary>Keeps what a model says, in order.</summary>
internal sealed class RecordedOutput : IDeviceOutput
{
    public List<DeviceEvent> Events { get; } = [];

    public List<(string Id, byte[] Image)> Snapshots { get; } = [];

    /// <summary>Events by name and snapshots by id, in order.</summary>
    public List<string> Order { get; } = [];

    public void Raise(DeviceEvent happened)
    {
        Events.Add(happened);
        Order.Add(happened.Name);
    }

    public void Snapshot(string id, byte[] image)
    {
        Snapshots.Add((id, image));
        Order.Add(id);
    }
}
