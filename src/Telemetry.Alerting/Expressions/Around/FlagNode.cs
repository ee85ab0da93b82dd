using Telemetry.Alerting.Inputs;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>What somebody has said of the device: away, permit, maintenance. Never unknown.</summary>
internal sealed record FlagNode(InputFlag Input) : ConditionNode
{
    public override bool Varies => true;

    public override Truth Evaluate(in Scope scope) => scope.Around.Flag(scope.Device, Input, scope.TimeMs) ? Truth.True : Truth.False;
}
