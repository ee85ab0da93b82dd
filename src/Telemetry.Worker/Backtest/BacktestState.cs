namespace Telemetry.Worker.Backtest;

/// <summary>Where a backtest that was ordered is.</summary>
internal enum BacktestState
{
    Queued,
    Running,
    Done,

    /// <summary>The rules have mistakes, or the journal could not be read.</summary>
    Failed,
    Cancelled,
}
