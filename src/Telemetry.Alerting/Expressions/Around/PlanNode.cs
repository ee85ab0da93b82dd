namespace Telemetry.Alerting.Expressions.Around;

/// <summary>What dispatch wants of a field of the device now.</summary>
internal sealed record PlanNode(string FieldName) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => scope.Around.Plan(scope.Device, FieldName, scope.TimeMs);
}
