namespace Telemetry.Alerting.Expressions.Around;

/// <summary>Whether any number is known; itself never unknown.</summary>
internal sealed record KnownNode(NumberNode Value) : ConditionNode
{
    public override bool Varies => Value.Varies;

    public override IEnumerable<Node> Children => [Value];

    public override Truth Evaluate(in Scope scope) => double.IsNaN(Value.Evaluate(scope)) ? Truth.False : Truth.True;
}
