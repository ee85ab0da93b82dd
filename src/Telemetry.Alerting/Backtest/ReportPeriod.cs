namespace Telemetry.Alerting.Backtest;

/// <summary>The stretch of time that figures are about.</summary>
/// <param name="FromMs">Unix milliseconds, inclusive.</param>
/// <param name="ToMs">Unix milliseconds, exclusive.</param>
public readonly record struct ReportPeriod(long FromMs, long ToMs)
{
    /// <summary>Milliseconds; 0 when nothing was recorded.</summary>
    public long LengthMs => Math.Max(0, ToMs - FromMs);

    public double Hours => LengthMs / 3_600_000.0;

    /// <summary>How much of a stretch lies inside, in milliseconds.</summary>
    public long Overlap(long fromMs, long toMs) => Math.Max(0, Math.Min(toMs, ToMs) - Math.Max(fromMs, FromMs));
}
