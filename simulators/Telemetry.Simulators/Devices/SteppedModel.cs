using Telemetry.Simulators.Inventory;

namespace Telemetry.Simulators.Devices;

/// <summary>A model that integrates in steps of fixed length, so that its values do not depend on when it is asked.</summary>
internal abstract class SteppedModel(SimulatedDevice device) : DeviceModel(device)
{
    /// <summary>Length of a step. Shorter than every time constant that matters.</summary>
    public const long StepMs = 5000;

    /// <summary>After a longer gap (a laptop that slept) the rest is skipped.</summary>
    private static readonly long MaximumGapMs = (long)TimeSpan.FromHours(6).TotalMilliseconds;

    /// <summary>The time the physics have reached, Unix milliseconds.</summary>
    public long NowMs { get; private set; }

    public override void Advance(long nowMs, IDeviceOutput output)
    {
        if (nowMs - NowMs > MaximumGapMs)
            NowMs = nowMs - MaximumGapMs;
        while (NowMs + StepMs <= nowMs)
        {
            NowMs += StepMs;
            Step(NowMs, StepMs / 1000.0);
        }
    }

    /// <summary>Lets controllers and two-point switches find their rhythm before the start.</summary>
    protected void Settle(long startMs, TimeSpan before)
    {
        NowMs = startMs - (long)before.TotalMilliseconds;
        while (NowMs < startMs)
        {
            NowMs += StepMs;
            Step(NowMs, StepMs / 1000.0);
        }
    }

    protected abstract void Step(long nowMs, double seconds);
}
