namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A boolean of another device as a condition.</summary>
internal sealed record TruthNode(NumberNode Value) : ConditionNode
{
    public override bool Varies => true;

    public override IEnumerable<Node> Children => [Value];

    public override Truth Evaluate(in Scope scope)
    {
        double value = Value.Evaluate(scope);
        return double.IsNaN(value) ? Truth.Unknown : value != 0 ? Truth.True : Truth.False;
    }
}
