using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Devices;

/// <summary>
/// The physics behind one device. Knows no network and no clock: it is moved on to a time and asked what its sensors
/// show. Used by one thread at a time; the same seed, start and steps give the same values.
/// </summary>
internal abstract class DeviceModel(SimulatedDevice device)
{
    public SimulatedDevice Device { get; } = device;

    /// <summary>When the model wants to be moved on even if no sample is due, Unix milliseconds.</summary>
    public virtual long NextWakeMs => long.MaxValue;

    /// <summary>True for a device that plays what it is told by a <c>voice</c> command.</summary>
    public virtual bool HasSpeaker => false;

    /// <summary>Moves the physics on; earlier times change nothing.</summary>
    public abstract void Advance(long nowMs, IDeviceOutput output);

    /// <summary>What the sensors show at the time of the last <see cref="Advance"/>.</summary>
    public abstract void Read(Reading reading);

    /// <summary>A fault of the device's own kind begins (never <see cref="FaultKind.Silent"/>, which is the connection's).</summary>
    public abstract void Begin(Fault fault, long nowMs);

    /// <summary>The fault is mended.</summary>
    public abstract void End(long nowMs);

    /// <summary>The speaker has begun to play a text.</summary>
    public virtual void Spoke(long nowMs)
    {
    }
}
