using Telemetry.Readings.Inventory;

namespace Telemetry.Readings;

/// <summary>A topic that was found in the inventory.</summary>
/// <param name="Device">The device; also there when only area or system are wrong, so that the reject can name it.</param>
/// <param name="Channel">The channel.</param>
/// <param name="SnapshotOffset">Where the snapshot's id begins in the topic; 0 on other channels.</param>
/// <param name="SnapshotLength">The length of the snapshot's id, 1..64 bytes of a-z, 0-9 and '-'; 0 on other channels.</param>
public readonly record struct DeviceTopic(Device? Device, Channel Channel, int SnapshotOffset, int SnapshotLength)
{
    /// <summary>The snapshot's id in the topic it was found in; safe as a file name.</summary>
    public ReadOnlySpan<byte> SnapshotId(ReadOnlySpan<byte> topic) => topic.Slice(SnapshotOffset, SnapshotLength);
}
