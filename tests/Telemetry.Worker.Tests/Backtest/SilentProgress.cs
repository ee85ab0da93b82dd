using Telemetry.Worker.Backtest;

namespace Telemetry.Worker.Tests.Backtest;

/// <summary>Tells nobody and never stops anything.</summary>
internal sealed class SilentProgress : ReplayProgress
{
    public override void Step(long records, double share, long timeMs)
    {
    }
}
