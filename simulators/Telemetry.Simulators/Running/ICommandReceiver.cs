using Telemetry.Simulators.Payloads;

namespace Telemetry.Simulators.Running;

/// <summary>The part of a device that takes commands and answers them.</summary>
internal interface ICommandReceiver
{
    /// <summary>When there is something to do next, Unix milliseconds.</summary>
    long NextWakeMs { get; }

    void Receive(CommandMessage command, long nowMs);

    void Advance(long nowMs);

    /// <summary>The power is gone: whatever waits or runs is forgotten.</summary>
    void Reset();
}
