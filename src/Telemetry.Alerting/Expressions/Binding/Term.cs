using Telemetry.Alerting.Expressions.Units;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>A bound part of an expression with what is known of it. Unit and range are of a number; of others they mean nothing.</summary>
internal readonly record struct Term(Node Node, TermUnit Unit, Interval Range)
{
    public NumberNode Number => (NumberNode)Node;

    public static Term Of(Node node) => new(node, TermUnit.Open, Interval.All);

    public static Term Constant(double value, TermUnit unit) => new(new NumberNode.Constant(value), unit, Interval.Of(value));

    /// <summary>The same number in a unit that is <paramref name="factor"/> times smaller.</summary>
    public Term Scaled(double factor)
    {
        if (factor == 1)
        {
            return this;
        }

        // Whole divisors give rounder numbers than their reciprocals: 300 kPa is 0.3 MPa.
        double divisor = Math.Round(1 / factor);
        bool isDivision = divisor > 1 && Math.Abs((1 / factor) - divisor) <= 1e-9 * divisor;
        NumberNode node = Node is NumberNode.Constant constant
            ? new NumberNode.Constant(isDivision ? constant.Value / divisor : constant.Value * factor)
            : isDivision ? new NumberNode.Quotient(Number, new NumberNode.Constant(divisor))
            : new NumberNode.Product(Number, new NumberNode.Constant(factor));
        return new Term(node, Unit, isDivision ? new Interval(Range.Least / divisor, Range.Most / divisor) : Range.Scaled(factor));
    }
}
