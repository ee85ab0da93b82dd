namespace Telemetry.Alerting.Expressions.Around;

/// <summary>How old the last committed value of a field is, in seconds; unknown when there is none or it is bad.</summary>
internal sealed record AgeNode(Source Source) : NumberNode
{
    public override bool Varies => true;

    public override double Evaluate(in Scope scope) =>
        double.IsNaN(Source.Latest(scope, out long atMs)) ? double.NaN : Math.Max(0, scope.TimeMs - atMs) / 1000.0;
}
