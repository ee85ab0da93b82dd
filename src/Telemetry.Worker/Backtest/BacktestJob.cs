namespace Telemetry.Worker.Backtest;

/// <summary>A backtest that somebody ordered. <see cref="BacktestQueue"/> changes it under its lock.</summary>
internal sealed class BacktestJob(string id, string by, long orderedAtMs, Func<ReplayProgress, BacktestAnswer> run) : IDisposable
{
    public string Id => id;

    /// <summary>The principal who ordered it.</summary>
    public string By => by;

    /// <summary>Unix milliseconds.</summary>
    public long OrderedAtMs => orderedAtMs;

    public Func<ReplayProgress, BacktestAnswer> Run => run;

    public BacktestState State { get; set; }

    /// <summary>Share of the journal that was read, 0 to 1.</summary>
    public double Share { get; set; }

    public BacktestAnswer? Answer { get; set; }

    /// <summary>Why it failed.</summary>
    public IReadOnlyList<string> Mistakes { get; set; } = [];

    public CancellationTokenSource Cancellation { get; } = new();

    public bool IsOver => State is BacktestState.Done or BacktestState.Failed or BacktestState.Cancelled;

    public void Dispose() => Cancellation.Dispose();
}
