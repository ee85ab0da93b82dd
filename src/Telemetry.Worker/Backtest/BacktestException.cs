namespace Telemetry.Worker.Backtest;

/// <summary>What was asked for cannot be replayed: every mistake, each a sentence that names the thing, the place and the mend.</summary>
internal sealed class BacktestException(IReadOnlyList<string> mistakes) : Exception(string.Join('\n', mistakes))
{
    public BacktestException(string mistake)
        : this([mistake])
    {
    }

    public IReadOnlyList<string> Mistakes => mistakes;
}
