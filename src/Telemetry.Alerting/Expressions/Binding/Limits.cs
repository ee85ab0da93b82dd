using System.Globalization;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>Finds comparisons that can only come out one way: a slip of the decimal point or of the unit.</summary>
internal sealed class Limits(ICollection<ExpressionMistake> mistakes)
{
    // What conversions and sums round off must not make a mistake of a limit at the very end of a range.
    private const double Tolerance = 1e-9;

    /// <param name="subject">The number that varies.</param>
    /// <param name="limit">The constant, in the unit of the subject.</param>
    public void Check(Syntax subjectText, Term subject, ComparisonOperator comparison, Syntax limitText, Term limit)
    {
        double value = ((NumberNode.Constant)limit.Node).Value;
        double slack = Tolerance * Math.Max(1, Math.Abs(value));
        if (subject.Range.Contains(value) || subject.Range.Meets(new Interval(value - slack, value + slack)))
        {
            CheckEnd(subjectText, subject, comparison, limitText, value);
            return;
        }

        string what = subject.Node is NumberNode.Field
            ? $"the physical range of '{SyntaxText.Of(subjectText)}'"
            : $"what '{SyntaxText.Of(subjectText)}' can give";
        string said = limitText is Syntax.Quantity ? SyntaxText.Of(limitText) : value.ToString(CultureInfo.InvariantCulture);
        mistakes.Add(new(limitText.Offset, $"{said} lies outside {what}, {Arithmetic.Text(subject.Range, subject.Unit)}"));
    }

    /// <summary>Nothing lies beyond the end of a range. That all of it lies on this side says that the number is known, which is of use.</summary>
    private void CheckEnd(Syntax subjectText, Term subject, ComparisonOperator comparison, Syntax limitText, double value)
    {
        bool isBeyond = (comparison == ComparisonOperator.Less && value == subject.Range.Least) || (comparison == ComparisonOperator.Greater && value == subject.Range.Most);
        if (isBeyond && subject.Node is NumberNode.Field)
        {
            mistakes.Add(new(limitText.Offset, $"this never holds: '{SyntaxText.Of(subjectText)}' lies in {Arithmetic.Text(subject.Range, subject.Unit)}, its physical range"));
        }
    }

    /// <summary>Two numbers that both vary.</summary>
    public void Check(Syntax.Binary comparison, Term left, Term right)
    {
        if (!left.Range.Meets(right.Range))
        {
            mistakes.Add(new(
                comparison.Sign.Offset,
                $"this always comes out the same: '{SyntaxText.Of(comparison.Left)}' lies in {Arithmetic.Text(left.Range, left.Unit)}, "
                + $"'{SyntaxText.Of(comparison.Right)}' in {Arithmetic.Text(right.Range, right.Unit)}"));
        }
    }
}
