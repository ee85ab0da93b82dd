using Telemetry.Alerting.Incidents;
using Telemetry.Alerting.Rules;

namespace Telemetry.Alerting.Backtest;

/// <summary>What one set of rules did over a recording.</summary>
public sealed record BacktestReport
{
    public required ReportPeriod Period { get; init; }

    /// <summary>Among how many people the alarms are shared.</summary>
    public required int Operators { get; init; }

    /// <summary>Raised in the period or standing in it, in the order of being raised.</summary>
    public required IReadOnlyList<Incident> Incidents { get; init; }

    /// <summary>Raised in the period.</summary>
    public required int Alarms { get; init; }

    /// <summary>Raised before the period and standing when it began.</summary>
    public required int StandingAtStart { get; init; }

    public required int StandingAtEnd { get; init; }

    /// <summary>Raised when the most that are kept were there: in no figure.</summary>
    public required long Dropped { get; init; }

    /// <summary>The alarms by severity, critical first.</summary>
    public required IReadOnlyList<KeyValuePair<Severity, int>> BySeverity { get; init; }

    /// <summary>Every rule of the set, the most frequent first; those that never were raised come last.</summary>
    public required IReadOnlyList<RuleFigures> Rules { get; init; }

    /// <summary>Devices that alarmed, the most frequent first.</summary>
    public required IReadOnlyList<DeviceFigures> Devices { get; init; }

    /// <summary>Alarms per operator and hour over the whole period; 0 for an empty one.</summary>
    public required double PerOperatorHour { get; init; }

    /// <summary>The hour with the most alarms.</summary>
    public required Peak PeakHour { get; init; }

    /// <summary>The ten minutes with the most alarms.</summary>
    public required Peak PeakTenMinutes { get; init; }

    public required IReadOnlyList<FloodPeriod> Floods { get; init; }

    /// <summary>Share of the period that was a flood, 0 to 1.</summary>
    public required double FloodShare { get; init; }

    public required IReadOnlyList<ChatterFigures> Chattering { get; init; }

    /// <summary>Incidents that stood long enough to be stale.</summary>
    public required IReadOnlyList<Incident> Stale { get; init; }

    /// <summary>How many were stale at the same time, at most.</summary>
    public required int StalePeak { get; init; }

    /// <summary>The figures beside those of ISA-18.2 and EEMUA 191.</summary>
    public required IReadOnlyList<Guideline> Guidelines { get; init; }
}
