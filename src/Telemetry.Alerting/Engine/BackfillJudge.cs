using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Engine;

/// <summary>The state of the rules of one device in a backfill.</summary>
/// <param name="plan">Of the device; null when it is gone: then it only reads over what was saved.</param>
internal sealed class BackfillJudge(KindPlan? plan, Surroundings around, long untilMs)
{
    public ReadingWatch Watch { get; } = new(plan is null ? [] : [plan], around, gaps: null);

    /// <summary>When the gap ends that is being filled.</summary>
    public long UntilMs { get; } = untilMs;

    /// <summary>The time of the newest sample of it.</summary>
    public long LastMs { get; set; }

    /// <summary>The journal position of the newest sample of it.</summary>
    public long Position { get; set; }
}
