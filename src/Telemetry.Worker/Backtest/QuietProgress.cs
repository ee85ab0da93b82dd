namespace Telemetry.Worker.Backtest;

/// <summary>Gives the processor back in turns: after each few milliseconds of work comes a pause in proportion.</summary>
/// <param name="cpuShare">Of one processor, more than 0 and at most 1.</param>
/// <param name="told">Receives the share of the input that is done, 0 to 1.</param>
internal sealed class QuietProgress(double cpuShare, TimeProvider time, Action<double> told, CancellationToken cancellationToken) : ReplayProgress
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(5);

    private long _turnBegan = time.GetTimestamp();

    public override void Step(long records, double share, long timeMs)
    {
        cancellationToken.ThrowIfCancellationRequested();
        told(share);
        TimeSpan worked = time.GetElapsedTime(_turnBegan);
        if (worked < Turn)
            return;
        TimeSpan pause = worked * ((1 - cpuShare) / cpuShare);
        if (pause > TimeSpan.Zero && cancellationToken.WaitHandle.WaitOne(pause))
            cancellationToken.ThrowIfCancellationRequested();
        _turnBegan = time.GetTimestamp();
    }
}
