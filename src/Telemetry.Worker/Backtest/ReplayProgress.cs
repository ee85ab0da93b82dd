namespace Telemetry.Worker.Backtest;

/// <summary>Told how far a replay has come, from the first record on every few hundred: stops it, slows it down, or shows it to people.</summary>
internal abstract class ReplayProgress
{
    /// <summary>Records between two steps: a power of two.</summary>
    private const int StepRecords = 256;

    /// <summary>Whether a step is due.</summary>
    /// <param name="records">Taken so far, this one among them.</param>
    public static bool IsDue(long records) => (records & (StepRecords - 1)) == 1;

    /// <param name="records">Records or lines taken so far.</param>
    /// <param name="share">Of the input, 0 to 1.</param>
    /// <param name="timeMs">The recording's time, Unix milliseconds.</param>
    /// <exception cref="OperationCanceledException">It is to stop.</exception>
    public abstract void Step(long records, double share, long timeMs);
}
