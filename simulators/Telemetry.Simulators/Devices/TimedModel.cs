using Telemetry.Simulators.Faults;
using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Devices;

/// <summary>
/// A model whose values are functions of time, so that thousands of them cost nothing between their samples; what needs
/// a memory moves in one step, however long it was.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="startMs">Simulated time of the start, Unix milliseconds.</param>
internal abstract class TimedModel(SimulatedDevice device, long startMs) : DeviceModel(device)
{
    /// <summary>The time the model has reached, Unix milliseconds.</summary>
    public long NowMs { get; private set; } = startMs;

    /// <summary>The fault the device has; null when it is well.</summary>
    protected Fault? Fault { get; private set; }

    /// <summary>When the fault began, Unix milliseconds.</summary>
    protected long FaultSinceMs { get; private set; }

    /// <summary>How bad the fault of a kind is; 0 without one.</summary>
    protected double SizeOf(FaultKind kind) => Fault is { } fault && fault.Kind == kind ? fault.Size : 0;

    public override void Advance(long nowMs, IDeviceOutput output)
    {
        if (nowMs <= NowMs)
            return;
        double seconds = (nowMs - NowMs) / 1000.0;
        NowMs = nowMs;
        Move(seconds, output);
    }

    public override void Begin(Fault fault, long nowMs)
    {
        Fault = fault;
        FaultSinceMs = nowMs;
    }

    public override void End(long nowMs) => Fault = null;

    /// <summary>Moves on what needs a memory.</summary>
    /// <param name="seconds">Since the last time.</param>
    /// <param name="output">Takes events.</param>
    protected virtual void Move(double seconds, IDeviceOutput output)
    {
    }
}
