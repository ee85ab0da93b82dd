namespace Telemetry.Alerting.Expressions.Around;

/// <summary>The last committed value of a field, unknown when it is older than a duration.</summary>
internal sealed record LastNode(Source Source, long AtMostMs) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope)
    {
        double value = Source.Latest(scope, out long atMs);
        return !double.IsNaN(value) && scope.TimeMs - atMs <= AtMostMs ? value : double.NaN;
    }
}
