using Telemetry.Alerting.Expectations;

namespace Telemetry.Alerting.Expressions.Around;

/// <summary>The supply or return temperature that the outdoor temperature asks for, by the device's design temperatures.</summary>
/// <param name="Exponent">Null for the usual one.</param>
internal sealed record CompensationNode(
    bool IsReturn, NumberNode Outdoor, ParameterNode Indoor, ParameterNode DesignOutdoor, ParameterNode Supply, ParameterNode Return, ParameterNode? Exponent) : NumberNode
{
    public override bool Varies => true;

    public override IEnumerable<Node> Children => [Outdoor];

    public override double Evaluate(in Scope scope)
    {
        var curve = new OutdoorCompensation(
            Indoor.Evaluate(scope),
            DesignOutdoor.Evaluate(scope),
            Supply.Evaluate(scope),
            Return.Evaluate(scope),
            Exponent?.Evaluate(scope) ?? OutdoorCompensation.UsualExponent);
        double outdoor = Outdoor.Evaluate(scope);
        return IsReturn ? curve.Return(outdoor) : curve.Supply(outdoor);
    }
}
