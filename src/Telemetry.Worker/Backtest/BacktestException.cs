namespace Telemetry.Worker.Backtest;

/// <summary>What was asked for cannot be replayed: every mistake, each a sentence that names the thing, the place and the mend.</summary>
internal sealed class BacktestException(IReadOnlyList<string> mistakes) : Exception(string.Join('\n', mistakes))
{
    public BacktestException(string mistake)
        : this([mistake])
    {
    }

    public IReadOnlyList<string> Mistakes => mistakes;

    /// <summary>True when what was recorded is at fault, not what was asked.</summary>
    public bool IsOfInput { get; init; }
}
