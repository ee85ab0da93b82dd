using Telemetry.Alerting.Expressions;

namespace Telemetry.Alerting.Rules;

/// <summary>Holds while the sample's own time is in a schedule.</summary>
internal sealed record DuringNode(Schedule Schedule) : ConditionNode
{
    public override bool Varies => true;

    public override Truth Evaluate(in Scope scope) => Schedule.Contains(scope.TimeMs) ? Truth.True : Truth.False;
}
