namespace Telemetry.Alerting.Expressions.Around;

/// <summary>What a table of the device has for a number; unknown outside the table.</summary>
internal sealed record TableNode(int Index, NumberNode From) : NumberNode
{
    public override bool Varies => true;

    public override IEnumerable<Node> Children => [From];

    public override double Evaluate(in Scope scope) => scope.Device.Curves[Index].At(From.Evaluate(scope));
}
