using Telemetry.Alerting.Backtest;

namespace Telemetry.Worker.Backtest;

/// <summary>Replays a recording under one or two sets of rules and makes the reports. Both are judged in one reading.</summary>
internal sealed class BacktestRun(Recording recording, CityLibrary rules, CityLibrary? compare, BacktestSettings settings, TimeProvider time)
{
    /// <exception cref="BacktestException">The rules or the recording cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The progress said stop.</exception>
    public BacktestResult Run(ReplayProgress progress)
    {
        long start = time.GetTimestamp();
        var before = new ReplayLane(rules, settings.MaximumIncidents);
        ReplayLane? after = compare is null ? null : new ReplayLane(compare, settings.MaximumIncidents);
        RecordingFigures figures = recording.Replay(after is null ? [before] : [before, after], settings, progress);

        // A stretch that nothing was recorded in would thin the figures out.
        long fromMs = Math.Max(settings.FromMs ?? long.MinValue, figures.FirstMs);
        long toMs = Math.Min(settings.ToMs ?? long.MaxValue, figures.LastMs + 1);
        var period = new ReportPeriod(fromMs, Math.Max(fromMs, toMs));
        LaneResult first = Result(before, period);
        if (IsNothing(figures, first))
            throw new BacktestException(Nothing(figures, first)) { IsOfInput = true };
        LaneResult? second = after is null ? null : Result(after, period);
        return new BacktestResult(
            figures, settings, time.GetElapsedTime(start), first, second, second is null ? null : RuleSetComparison.Of(first.Report, second.Report));
    }

    /// <summary>Figures of nothing would look like those of a quiet city.</summary>
    private bool IsNothing(RecordingFigures figures, LaneResult lane) =>
        figures.LastMs == 0 || figures.LastMs < settings.FromMs || (lane.Judged == 0 && lane.Report.Alarms == 0 && lane.Report.StandingAtStart == 0);

    private static string Nothing(RecordingFigures figures, LaneResult lane)
    {
        string why = string.Join(", ", Enum.GetValues<SkipReason>().Where(reason => lane.Skipped[reason] > 0).Select(reason => $"{lane.Skipped[reason]} {BacktestJson.Label(reason)}"));
        return $"Nothing was judged: of {figures.Records} records read, none is of a device of the city and in the period; look at --from, --to and --city.{(why.Length == 0 ? "" : $" Not judged: {why}.")}";
    }

    private LaneResult Result(ReplayLane lane, ReportPeriod period) => new(
        ReportBuilder.Build(lane.Ledger, lane.Rules.Rules, period, settings.Operators, settings.Targets),
        lane.Rules.City.ContentHash, lane.Rules, lane.Judged, lane.Skipped, lane.Unheard);
}
