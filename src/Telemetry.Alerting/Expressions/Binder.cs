using System.Globalization;
using Telemetry.Readings.Inventory;

namespace Telemetry.Alerting.Expressions;

/// <summary>
/// Gives <see cref="Syntax"/> its meaning: finds fields and functions, checks types and thresholds, folds constants. Every
/// mistake of the expression is reported, not only the first; what has one binds to null.
/// </summary>
/// <param name="fields">The fields that the expression may name.</param>
/// <param name="windows">Where windows over the fields are kept, shared by the rules of a kind; null where there are none.</param>
internal sealed class Binder(FieldTable fields, List<Window>? windows, ICollection<ExpressionMistake> mistakes)
{
    private readonly Functions _functions = new(fields, windows, mistakes);

    /// <summary>Parses and binds a condition; null when there was any mistake.</summary>
    public static ConditionNode? Compile(string text, FieldTable fields, List<Window>? windows, ICollection<ExpressionMistake> mistakes)
    {
        if (Parser.Parse(text, mistakes) is not { } syntax)
        {
            return null;
        }

        int before = mistakes.Count;
        var node = new Binder(fields, windows, mistakes).Bind(syntax);
        if (mistakes.Count > before || node is null)
        {
            return null;
        }

        if (node is not ConditionNode condition)
        {
            mistakes.Add(new(syntax.Offset, $"this gives {Kind(node)}, but a condition is needed; compare it with something"));
            return null;
        }

        if (!condition.Varies)
        {
            mistakes.Add(new(syntax.Offset, "this is always the same; a condition depends on a field"));
            return null;
        }

        return condition;
    }

    /// <summary>Null when a mistake was added.</summary>
    public Node? Bind(Syntax syntax) => syntax switch
    {
        Syntax.Number number => new NumberNode.Constant(number.Value),
        Syntax.Text text => new TextNode.Constant(text.Value),
        Syntax.Truth truth => new ConditionNode.Constant(truth.Value),
        Syntax.Name name => BindName(name),
        Syntax.Negation negation => BindNumber(negation.Operand) is { } operand ? Fold(new NumberNode.Negation(operand), negation.Offset) : null,
        Syntax.Not not => BindCondition(not.Operand) is { } operand ? new ConditionNode.Not(operand) : null,
        Syntax.Binary binary => BindBinary(binary),
        Syntax.Call { Function: Functions.Known } known => _functions.BindKnown(known),
        Syntax.Call call => _functions.Bind(call, BindNumber),
        Syntax.Duration duration => Mistake(duration.Offset, "a duration stands only as the second argument of a window, as in delta(field, 5m)"),
        _ => throw new ArgumentException($"Unknown syntax {syntax}.", nameof(syntax)),
    };

    internal static string Kind(Node node) => node switch
    {
        NumberNode => "a number",
        TextNode => "a text",
        _ => "a condition",
    };

    private Node? BindName(Syntax.Name name)
    {
        if (fields.Find(name.Value) is not { } field)
        {
            string hint = NearestName.Hint(name.Value, [.. fields.Fields.Select(f => f.Name)]);
            return Functions.Names.Contains(name.Value)
                ? Mistake(name.Offset, $"'{name.Value}' is a function; write {Functions.Usage(name.Value)}")
                : Mistake(name.Offset, $"unknown field '{name.Value}'{hint}");
        }

        return field.Type switch
        {
            FieldType.Number => new NumberNode.Field(field.Index),
            FieldType.Boolean => new ConditionNode.Flag(field.Index),
            _ => new TextNode.Field(field.Index),
        };
    }

    private NumberNode? BindNumber(Syntax syntax) => Bind(syntax) switch
    {
        null => null,
        NumberNode number => number,
        var other => (NumberNode?)Mistake(syntax.Offset, $"a number is needed here, but this gives {Kind(other)}"),
    };

    private ConditionNode? BindCondition(Syntax syntax) => Bind(syntax) switch
    {
        null => null,
        ConditionNode condition => condition,
        var other => (ConditionNode?)Mistake(syntax.Offset, $"a condition is needed here, but this gives {Kind(other)}"),
    };

    private Node? BindBinary(Syntax.Binary binary)
    {
        switch (binary.Sign.Kind)
        {
            case TokenKind.And or TokenKind.Or:
                var first = BindCondition(binary.Left);
                var second = BindCondition(binary.Right);
                return first is null || second is null ? null
                    : binary.Sign.Kind == TokenKind.And ? new ConditionNode.And(first, second) : new ConditionNode.Or(first, second);
            case TokenKind.Plus or TokenKind.Minus or TokenKind.Times or TokenKind.Divide:
                var left = BindNumber(binary.Left);
                var right = BindNumber(binary.Right);
                return left is null || right is null ? null : Fold(Arithmetic(binary.Sign.Kind, left, right), binary.Sign.Offset);
            default:
                return BindComparison(binary);
        }
    }

    private static NumberNode Arithmetic(TokenKind sign, NumberNode left, NumberNode right) => sign switch
    {
        TokenKind.Plus => new NumberNode.Sum(left, right),
        TokenKind.Minus => new NumberNode.Difference(left, right),
        TokenKind.Times => new NumberNode.Product(left, right),
        _ => new NumberNode.Quotient(left, right),
    };

    private Node? BindComparison(Syntax.Binary binary)
    {
        var left = Bind(binary.Left);
        var right = Bind(binary.Right);
        var comparison = (ComparisonOperator)(binary.Sign.Kind - TokenKind.Less);
        bool isEquality = comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual;
        return (left, right) switch
        {
            (null, _) or (_, null) => null,
            (NumberNode a, NumberNode b) => CompareNumbers(binary, a, comparison, b),
            (TextNode a, TextNode b) when isEquality => new ConditionNode.TextEquality(a, b, comparison == ComparisonOperator.Equal),
            (ConditionNode a, ConditionNode b) when isEquality => new ConditionNode.TruthEquality(a, b, comparison == ComparisonOperator.Equal),
            _ when Kind(left) == Kind(right) => Mistake(binary.Sign.Offset, $"'{binary.Sign.Text}' cannot order {Kind(left)}; only == and != can compare it"),
            _ => Mistake(binary.Sign.Offset, $"'{binary.Sign.Text}' compares {Kind(left)} with {Kind(right)}"),
        };
    }

    private ConditionNode CompareNumbers(Syntax.Binary binary, NumberNode left, ComparisonOperator comparison, NumberNode right)
    {
        switch (left, right)
        {
            case (_, NumberNode.Constant limit):
                CheckLimit(left, limit.Value, binary.Right.Offset);
                return Threshold(left, comparison, limit.Value);
            case (NumberNode.Constant limit, _):
                CheckLimit(right, limit.Value, binary.Left.Offset);
                return Threshold(right, Mirrored(comparison), limit.Value);
            default:
                return new ConditionNode.Comparison(left, comparison, right);
        }
    }

    private static ConditionNode Threshold(NumberNode subject, ComparisonOperator comparison, double limit) =>
        subject is NumberNode.Field field ? new ConditionNode.FieldThreshold(field.Index, comparison, limit) : new ConditionNode.Threshold(subject, comparison, limit);

    /// <summary>A limit that the sensor can never reach is a slip of the decimal point or of the unit.</summary>
    private void CheckLimit(NumberNode subject, double limit, int offset)
    {
        if (Subject(subject) is not var (field, least, most) || (limit >= least && limit <= most))
        {
            return;
        }

        string range = string.Create(CultureInfo.InvariantCulture, $"{least}..{most} {field.Unit}").TrimEnd();
        string what = subject is NumberNode.Field ? $"the physical range of '{field.Name}'" : $"what '{field.Name}' can give here";
        mistakes.Add(new(offset, string.Create(CultureInfo.InvariantCulture, $"{limit} lies outside {what}, {range}")));
    }

    private (FieldProfile Field, double Least, double Most)? Subject(NumberNode subject)
    {
        switch (subject)
        {
            case NumberNode.Field node:
                var field = fields[node.Index];
                return (field, field.PhysicalMinimum, field.PhysicalMaximum);
            case NumberNode.Window node:
                var window = windows![node.Slot];
                if (window.Subject is not NumberNode.Field of
                    || window.Function is WindowFunction.Rate or WindowFunction.Sum or WindowFunction.Count or WindowFunction.StandardDeviation)
                {
                    return null;
                }

                var source = fields[of.Index];
                double span = source.PhysicalMaximum - source.PhysicalMinimum;
                return window.Function == WindowFunction.Delta ? (source, -span, span) : (source, source.PhysicalMinimum, source.PhysicalMaximum);
            default:
                return null;
        }
    }

    private static ComparisonOperator Mirrored(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => comparison,
    };

    private NumberNode? Fold(NumberNode node, int offset)
    {
        if (node.Varies)
        {
            return node;
        }

        double value = node.Evaluate(default);
        return double.IsFinite(value) ? new NumberNode.Constant(value) : (NumberNode?)Mistake(offset, "this has no finite value");
    }

    private Node? Mistake(int offset, string message)
    {
        mistakes.Add(new(offset, message));
        return null;
    }
}
