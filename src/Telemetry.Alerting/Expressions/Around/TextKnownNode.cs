namespace Telemetry.Alerting.Expressions.Around;

/// <summary>Whether a text is known; itself never unknown.</summary>
internal sealed record TextKnownNode(TextNode Value) : ConditionNode
{
    public override bool Varies => Value.Varies;

    public override IEnumerable<Node> Children => [Value];

    public override Truth Evaluate(in Scope scope) => Value.Evaluate(scope) is null ? Truth.False : Truth.True;
}
