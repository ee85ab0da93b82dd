using System.ComponentModel.DataAnnotations;

namespace Telemetry.Worker.Options;

/// <summary>Section <c>Backtest</c>: backtests that the API starts in the worker. They may never cost ingest or alarms anything.</summary>
public sealed class BacktestOptions
{
    /// <summary>
    /// Share of one processor that a backtest may use, in short turns, at the lowest priority the system has. Default 0.5; 0.01 to 1.
    /// </summary>
    [Range(0.01, 1d)]
    public double CpuShare { get; set; } = 0.5;

    /// <summary>Backtests that wait for the one that runs; more are refused. Default 4; 1 to 100.</summary>
    [Range(1, 100)]
    public int MaximumQueued { get; set; } = 4;

    /// <summary>Results that are kept, in memory; the oldest goes first. Default 10; 1 to 1,000.</summary>
    [Range(1, 1_000)]
    public int KeepResults { get; set; } = 10;

    /// <summary>Incidents that are kept of each set of rules; what is raised beyond is only counted. Default 20,000; 100 to 1,000,000.</summary>
    [Range(100, 1_000_000)]
    public int MaximumIncidents { get; set; } = 20_000;

    /// <summary>Incidents that each list of a result has at most; figures are of all. Default 1,000; 10 to 100,000.</summary>
    [Range(10, 100_000)]
    public int MaximumListed { get; set; } = 1_000;
}
