using Telemetry.Alerting.Backtest;

namespace Telemetry.Worker.Backtest;

/// <summary>How a recording is replayed.</summary>
internal sealed record BacktestSettings
{
    /// <summary>Unix milliseconds: figures begin here; null for the first record.</summary>
    public long? FromMs { get; init; }

    /// <summary>Unix milliseconds, exclusive: nothing from here on is read; null for the last record.</summary>
    public long? ToMs { get; init; }

    /// <summary>How much before <see cref="FromMs"/> is judged too, so that windows are full and what stands is known.</summary>
    public TimeSpan WarmUp { get; init; } = TimeSpan.FromHours(25);

    /// <summary>Among how many people alarms are shared.</summary>
    public int Operators { get; init; } = 1;

    /// <summary>Data time between two ticks that are made for a line-protocol file.</summary>
    public TimeSpan Tick { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A line-protocol file in which nobody says anything for longer: nothing was recorded then, so nobody is silent.</summary>
    public TimeSpan Outage { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Incidents that are kept of each set of rules; what is raised beyond is only counted.</summary>
    public int MaximumIncidents { get; init; } = 100_000;

    /// <summary>Memory for sorting a line-protocol file, in bytes; more goes to temporary files.</summary>
    public long SortBytes { get; init; } = 256 << 20;

    public AlarmTargets Targets { get; init; } = new();

    /// <summary>Nothing received before is read.</summary>
    public long StartMs => FromMs is { } from ? from - (long)WarmUp.TotalMilliseconds : long.MinValue;
}
