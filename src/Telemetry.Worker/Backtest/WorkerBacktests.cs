using Telemetry.Worker.Options;

namespace Telemetry.Worker.Backtest;

/// <summary>What the API needs for backtests over the worker's own journal.</summary>
/// <param name="data">The data folder.</param>
internal sealed class WorkerBacktests(string data, BacktestOptions options, BacktestQueue queue)
{
    public BacktestOptions Options => options;

    public BacktestQueue Queue => queue;

    /// <summary>What a backtest will do when its turn comes.</summary>
    /// <param name="rules">Systems to replace.</param>
    /// <param name="compare">Systems to replace in the other set of rules; null for no other.</param>
    public Func<ReplayProgress, BacktestAnswer> Prepare(IReadOnlyList<RuleText> rules, IReadOnlyList<RuleText>? compare, BacktestSettings settings) => progress =>
    {
        var recording = Recording.Of(data, out string? kept);
        var library = CityLibrary.Kept(kept ?? Path.Combine(data, "cities"), rules);
        var run = new BacktestRun(recording, library, compare is null ? null : library.With(compare), settings, TimeProvider.System);
        return BacktestJson.Of(run.Run(progress), options.MaximumListed);
    };
}
