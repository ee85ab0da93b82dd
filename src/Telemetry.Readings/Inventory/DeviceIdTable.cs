using System.Numerics;
using System.Runtime.InteropServices;

namespace Telemetry.Readings.Inventory;

/// <summary>
/// Device ids in UTF-8 to devices: open addressing with linear probing, at most half full, read-only after construction,
/// so that a lookup costs one hash, usually one comparison and no allocation.
/// </summary>
internal sealed class DeviceIdTable
{
    /// <summary>The longest id there is, in bytes; ids are ASCII.</summary>
    public const int MaximumIdLength = 64;

    private readonly Slot[] _slots;

    public DeviceIdTable(IReadOnlyList<Device> devices)
    {
        _slots = new Slot[BitOperations.RoundUpToPowerOf2((uint)Math.Max(4, devices.Count * 2))];
        foreach (Device device in devices)
        {
            uint hash = Utf8Hash.Of(device.IdUtf8.Span);
            uint at = hash & (uint)(_slots.Length - 1);
            while (_slots[at].Device is not null)
                at = (at + 1) & (uint)(_slots.Length - 1);
            _slots[at] = new Slot(device, device.IdBytes, hash);
        }
    }

    public Device? Find(ReadOnlySpan<byte> utf8Id)
    {
        Slot[] slots = _slots;
        uint hash = Utf8Hash.Of(utf8Id);
        for (uint at = hash & (uint)(slots.Length - 1); ; at = (at + 1) & (uint)(slots.Length - 1))
        {
            ref readonly Slot slot = ref slots[at];
            if (slot.Device is null)
                return null;
            if (slot.Hash == hash && slot.Id.AsSpan().SequenceEqual(utf8Id))
                return slot.Device;
        }
    }

    [StructLayout(LayoutKind.Auto)]
    private readonly struct Slot(Device device, ArraySegment<byte> id, uint hash)
    {
        public readonly Device? Device = device;
        public readonly ArraySegment<byte> Id = id;
        public readonly uint Hash = hash;
    }
}
