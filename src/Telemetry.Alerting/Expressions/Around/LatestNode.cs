namespace Telemetry.Alerting.Expressions.Around;

/// <summary>The last committed value of a field, of whatever age.</summary>
internal sealed record LatestNode(Source Source) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) => Source.Latest(scope, out _);
}
