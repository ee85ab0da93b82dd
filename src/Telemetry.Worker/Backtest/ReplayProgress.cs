namespace Telemetry.Worker.Backtest;

/// <summary>Told how far a replay has come, every few thousand records: stops it, slows it down, or shows it to people.</summary>
internal abstract class ReplayProgress
{
    /// <summary>Records between two steps.</summary>
    public const int StepRecords = 4_096;

    /// <param name="records">Records or lines taken so far.</param>
    /// <param name="share">Of the input, 0 to 1.</param>
    /// <param name="timeMs">The recording's time, Unix milliseconds.</param>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public abstract void Step(long records, double share, long timeMs);
}
