namespace Telemetry.Alerting.Backtest;

/// <summary>
/// The figures of ISA-18.2 and EEMUA 191 that alarms are measured against, per operator. The defaults are those of the standards as
/// published; another control room may have others.
/// </summary>
public sealed record AlarmTargets
{
    /// <summary>Alarms per operator and hour that are acceptable for long. Default 6.</summary>
    public double AcceptablePerHour { get; init; } = 6;

    /// <summary>Alarms per operator and hour that can at most be managed. Default 12.</summary>
    public double ManageablePerHour { get; init; } = 12;

    /// <summary>Alarms per operator in <see cref="FloodWindow"/> above which a flood begins. Default 10; also what an hour's sixth may have at its peak.</summary>
    public int FloodStart { get; init; } = 10;

    /// <summary>Alarms per operator in <see cref="FloodWindow"/> below which a flood ends. Default 5.</summary>
    public int FloodEnd { get; init; } = 5;

    /// <summary>What <see cref="FloodStart"/> and <see cref="FloodEnd"/> are counted over. Default 10 min.</summary>
    public TimeSpan FloodWindow { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Share of the time that may be a flood. Default 0.01.</summary>
    public double FloodShare { get; init; } = 0.01;

    /// <summary>Alarms per operator and hour from which an hour is a flood. Default 30.</summary>
    public double FloodPerHour { get; init; } = 30;

    /// <summary>Times that an alarm occurs and clears within <see cref="ChatterWindow"/> to be chattering. Default 3.</summary>
    public int ChatterCount { get; init; } = 3;

    /// <summary>See <see cref="ChatterCount"/>. Default 1 min.</summary>
    public TimeSpan ChatterWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>An alarm that stands so long is stale. Default 24 h.</summary>
    public TimeSpan StaleAfter { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Fewer than so many alarms may be stale at one time. Default 5.</summary>
    public int StaleFewerThan { get; init; } = 5;

    /// <summary>Share of alarms that may be of severity medium. Default 0.15.</summary>
    public double MediumShare { get; init; } = 0.15;

    /// <summary>Share of alarms that may be of severity high or critical. Default 0.05; the rest, 0.8, is low.</summary>
    public double HighShare { get; init; } = 0.05;
}
