namespace Telemetry.Alerting.Backtest;

/// <summary>How a figure compares with what the standards say.</summary>
public enum Verdict : byte
{
    /// <summary>Too little was recorded to say.</summary>
    Unknown,

    /// <summary>As it should be.</summary>
    Good,

    /// <summary>Can be lived with.</summary>
    Tolerable,

    /// <summary>Has to be worked on.</summary>
    Poor,
}
