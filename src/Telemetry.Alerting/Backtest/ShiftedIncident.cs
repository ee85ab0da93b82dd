using Telemetry.Alerting.Incidents;

namespace Telemetry.Alerting.Backtest;

/// <summary>An incident that both sets of rules raise, at another time.</summary>
/// <param name="Before">As the first set has it.</param>
/// <param name="After">As the second set has it.</param>
public sealed record ShiftedIncident(Incident Before, Incident After)
{
    /// <summary>How much later the second set raises it, in milliseconds; less than 0 when earlier.</summary>
    public long BeginShiftMs => After.OpenedAtMs - Before.OpenedAtMs;

    /// <summary>How much later the second set ends it; null when it stands to the end in one of them.</summary>
    public long? EndShiftMs => After.ClearedAtMs - Before.ClearedAtMs;

    public bool IsSame => BeginShiftMs == 0 && Before.ClearedAtMs == After.ClearedAtMs;
}
