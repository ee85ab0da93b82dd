using System.Globalization;
using Telemetry.Alerting.Expressions.Units;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>Joins two numbers: checks and converts their units, follows their range, folds constants.</summary>
internal sealed class Arithmetic(ICollection<ExpressionMistake> mistakes)
{
    public Term? Join(Syntax.Binary binary, Term left, Term right)
    {
        var sign = binary.Sign;
        if (sign.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            return Aligned(sign, left, right) is var (a, b, unit) ? Fold(Sum(sign.Kind, a, b, unit), sign.Offset) : null;
        }

        return Fold(sign.Kind == TokenKind.Times ? Multiply(left, right) : Divide(left, right), sign.Offset);
    }

    public Term? Extreme(Token at, bool isLesser, Term left, Term right)
    {
        if (Aligned(at, left, right) is not var (a, b, unit) || !AreSameTemperature(at, a.Unit, b.Unit))
        {
            return null;
        }

        return isLesser
            ? new Term(new NumberNode.Lesser(a.Number, b.Number), unit, Interval.Lesser(a.Range, b.Range))
            : new Term(new NumberNode.Greater(a.Number, b.Number), unit, Interval.Greater(a.Range, b.Range));
    }

    public Term? Negate(Syntax.Negation negation, Term operand) =>
        Fold(new Term(new NumberNode.Negation(operand.Number), operand.Unit, operand.Range.Negated()), negation.Offset);

    /// <summary>Both sides in one unit, ready to be compared; null when a mistake was added.</summary>
    public (Term Left, Term Right)? Comparable(Token sign, Term left, Term right) =>
        Aligned(sign, left, right) is var (a, b, _) && AreSameTemperature(sign, left.Unit, right.Unit) ? (a, b) : null;

    /// <summary>A constant instead of a number that does not vary; null when it has no finite value.</summary>
    public Term? Fold(Term term, int offset)
    {
        if (term.Node.Varies || term.Node is NumberNode.Constant)
        {
            return term;
        }

        double value = term.Number.Evaluate(default);
        if (double.IsFinite(value))
        {
            return Term.Constant(value, term.Unit);
        }

        mistakes.Add(new(offset, "this has no finite value"));
        return null;
    }

    private static Term Multiply(Term left, Term right) => new(
        new NumberNode.Product(left.Number, right.Number), TermUnit.Multiply(left.Unit, right.Unit), left.Range * right.Range);

    private static Term Divide(Term left, Term right)
    {
        var unit = TermUnit.Divide(left.Unit, right.Unit);
        var quotient = new Term(new NumberNode.Quotient(left.Number, right.Number), unit, left.Range / right.Range);

        // L over m3 is a ratio of 0.001, so that a plain limit means what it says.
        bool cancels = unit.IsKnown && unit.Dimension.IsNone && left.Unit.IsKnown && !left.Unit.Dimension.IsNone && right.Unit.IsKnown;
        return cancels ? quotient.Scaled(unit.Scale) with { Unit = TermUnit.Ratio with { IsLoose = unit.IsLoose } } : quotient;
    }

    private static Term Sum(TokenKind sign, Term left, Term right, TermUnit unit)
    {
        var (a, b) = (left.Unit, right.Unit);
        var temperature = (a.Temperature, b.Temperature) switch
        {
            _ when !a.IsKnown || !b.IsKnown => unit.Temperature == TemperatureKind.Difference ? TemperatureKind.Difference : TemperatureKind.Either,
            (TemperatureKind.Difference, TemperatureKind.Difference) => TemperatureKind.Difference,
            (TemperatureKind.Absolute, TemperatureKind.Difference) => TemperatureKind.Absolute,
            (TemperatureKind.Difference, TemperatureKind.Absolute) when sign == TokenKind.Plus => TemperatureKind.Absolute,
            (TemperatureKind.Absolute, TemperatureKind.Absolute) when sign == TokenKind.Minus => TemperatureKind.Difference,
            _ => TemperatureKind.Either,
        };
        unit = unit with
        {
            Temperature = temperature,
            Symbol = temperature switch { TemperatureKind.Difference => "K", TemperatureKind.Absolute => "degC", _ => unit.Symbol },
        };
        return sign == TokenKind.Plus
            ? new Term(new NumberNode.Sum(left.Number, right.Number), unit, left.Range + right.Range)
            : new Term(new NumberNode.Difference(left.Number, right.Number), unit, left.Range - right.Range);
    }

    /// <summary>Converts the right number to the unit of the left, or a constant on the left to that of the right.</summary>
    private (Term Left, Term Right, TermUnit Unit)? Aligned(Token sign, Term left, Term right)
    {
        if (TermUnit.Align(left.Unit, right.Unit, out double factor) is not { } unit)
        {
            mistakes.Add(new(sign.Offset, $"{left.Unit} and {right.Unit} do not go together in '{sign.Text}'{Hint(left.Unit, right.Unit)}"));
            return null;
        }

        if (factor == 1)
        {
            return (left, right, unit);
        }

        return left.Node is NumberNode.Constant
            ? (left.Scaled(1 / factor) with { Unit = right.Unit }, right, right.Unit)
            : (left, right.Scaled(factor) with { Unit = left.Unit with { Temperature = right.Unit.Temperature } }, unit);
    }

    private bool AreSameTemperature(Token sign, TermUnit left, TermUnit right)
    {
        if (left.Temperature == right.Temperature || left.Temperature == TemperatureKind.Either || right.Temperature == TemperatureKind.Either)
        {
            return true;
        }

        mistakes.Add(new(sign.Offset, $"degC is a temperature and K a difference of two; '{sign.Text}' cannot take one of each"));
        return false;
    }

    private static string Hint(TermUnit left, TermUnit right)
    {
        var (length, time) = (new Dimension(1, 0, 0, 0, 0), new Dimension(0, 0, 1, 0, 0));
        return (left.Dimension == length && right.Dimension == time) || (left.Dimension == time && right.Dimension == length)
            ? "; '5 m' are metres, '5m' are minutes"
            : string.Empty;
    }

    /// <summary>A range for people: <c>0..2.5 MPa</c>.</summary>
    public static string Text(Interval range, TermUnit unit) => string.Create(
        CultureInfo.InvariantCulture, $"{range.Least}..{range.Most} {(unit.IsKnown && unit.Symbol != "1" ? unit.Symbol : string.Empty)}").TrimEnd();
}
