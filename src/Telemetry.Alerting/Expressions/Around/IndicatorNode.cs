namespace Telemetry.Alerting.Expressions.Around;

/// <summary>A condition as a number: 1, 0, or unknown.</summary>
internal sealed record IndicatorNode(ConditionNode Condition) : NumberNode
{
    public override bool Varies => Condition.Varies;

    public override IEnumerable<Node> Children => [Condition];

    public override double Evaluate(in Scope scope) => Condition.Evaluate(scope) switch
    {
        Truth.True => 1,
        Truth.False => 0,
        _ => double.NaN,
    };
}
