namespace Telemetry.Alerting.Backtest;

/// <summary>How often a rule was raised under each set; null when the set has no such rule.</summary>
public readonly record struct RuleDifference(string System, string Rule, int? Before, int? After)
{
    public int Change => (After ?? 0) - (Before ?? 0);
}
