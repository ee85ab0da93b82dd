using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Backtest;

/// <summary>A figure beside what ISA-18.2 and EEMUA 191 say of it.</summary>
/// <param name="Id">A stable name for programs, such as <c>average-rate</c>.</param>
/// <param name="Value">The figure; shares are from 0 to 1.</param>
/// <param name="Target">What is asked for, as text, such as <c>&lt;= 6 (at most 12)</c>.</param>
/// <param name="IsShare">True when <paramref name="Value"/> is shown in percent.</param>
public sealed record Guideline(string Id, LocalizedText Title, double Value, string Target, bool IsShare, Verdict Verdict);
