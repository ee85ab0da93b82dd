using Telemetry.Alerting.Backtest;
using Telemetry.Alerting.Rules;

namespace Telemetry.Worker.Backtest;

/// <summary>What came of one set of rules.</summary>
/// <param name="City">The hash of the city in force at the end.</param>
/// <param name="Rules">The rules in force at the end.</param>
/// <param name="Judged">Readings and events that were judged.</param>
/// <param name="Unheard">Devices in service that a line-protocol file does not hold; 0 for a journal.</param>
internal sealed record LaneResult(BacktestReport Report, string City, RuleSet Rules, long Judged, SkipCounts Skipped, int Unheard);

/// <summary>What came of a backtest.</summary>
/// <param name="Elapsed">How long the replay took.</param>
/// <param name="After">Of the other set of rules; null when there is none.</param>
/// <param name="Comparison">Null when there is no other set.</param>
internal sealed record BacktestResult(
    RecordingFigures Recording, BacktestSettings Settings, TimeSpan Elapsed, LaneResult Before, LaneResult? After, RuleSetComparison? Comparison);
