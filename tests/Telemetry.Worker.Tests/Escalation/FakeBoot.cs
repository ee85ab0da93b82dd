using Telemetry.Worker.Escalation;

namespace Telemetry.Worker.Tests.Escalation;

/// <summary>A machine that runs for as long as the test's clock, until it is rebooted.</summary>
internal sealed class FakeBoot(JumpyTime time) : IBootClock
{
    private long _bootedAt = -1_000_000;
    private int _boots = 1;

    public bool IsSilent { get; set; }

    public BootTime? Read() => IsSilent ? null : new BootTime($"boot-{_boots}", time.TrueMs - _bootedAt);

    public void Reboot() => (_boots, _bootedAt) = (_boots + 1, time.TrueMs);
}
