namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A number that the device has from the inventory.</summary>
internal sealed record ParameterNode(int Index) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => scope.Device.Parameters[Index];
}
