using Telemetry.Alerting.Expressions.Units;

namespace Telemetry.Alerting.Expressions.Binding;

/// <summary>
/// Gives <see cref="Syntax"/> its meaning: finds names and functions, checks types, units and limits, folds constants. Every
/// mistake of the expression is reported, not only the first; what has one binds to null.
/// </summary>
internal sealed class Binder
{
    private readonly Names _names;
    private readonly ICollection<ExpressionMistake> _mistakes;
    private readonly Arithmetic _arithmetic;
    private readonly Limits _limits;
    private readonly Functions _functions;
    private readonly NameBinder _nameBinder;
    private readonly MemberBinder _members;

    public Binder(Names names, ICollection<ExpressionMistake> mistakes)
    {
        _names = names;
        _mistakes = mistakes;
        _arithmetic = new Arithmetic(mistakes);
        _limits = new Limits(mistakes);
        _nameBinder = new NameBinder(names, mistakes);
        _members = new MemberBinder(names, mistakes);
        _functions = new Functions(names, this, _members, _arithmetic, mistakes);
    }

    /// <summary>
    /// Parses and binds a condition; null when there was any mistake, and when it asks other devices and the inventory is not
    /// known: then not even its types are.
    /// </summary>
    public static ConditionNode? Compile(string text, Names names, ICollection<ExpressionMistake> mistakes)
    {
        int before = mistakes.Count;
        if (Parse(text, names, mistakes) is not { } syntax || new Binder(names, mistakes).Bind(syntax) is not { } term || mistakes.Count > before)
        {
            return null;
        }

        if (term.Node is not ConditionNode condition)
        {
            mistakes.Add(new(syntax.Offset, $"this gives {Kind(term.Node)}, but a condition is needed; compare it with something"));
            return null;
        }

        if (!condition.Varies)
        {
            mistakes.Add(new(syntax.Offset, "this is always the same; a condition depends on a field"));
            return null;
        }

        return condition;
    }

    /// <summary>Parses and binds a number; null when there was any mistake.</summary>
    public static Term? CompileNumber(string text, Names names, ICollection<ExpressionMistake> mistakes)
    {
        int before = mistakes.Count;
        var term = Parse(text, names, mistakes) is { } syntax ? new Binder(names, mistakes).BindNumber(syntax) : null;
        return mistakes.Count > before ? null : term;
    }

    /// <summary>Null when a mistake was added.</summary>
    public Term? Bind(Syntax syntax) => syntax switch
    {
        Syntax.Number number => Term.Constant(number.Value, TermUnit.Plain),
        Syntax.Quantity quantity => Term.Constant(quantity.Value, _names.Units.Of(quantity.Unit)),
        Syntax.Duration duration => Term.Constant(duration.Milliseconds / 1000.0, TermUnit.Seconds),
        Syntax.Text text => Term.Of(new TextNode.Constant(text.Value)),
        Syntax.Truth truth => Term.Of(new ConditionNode.Constant(truth.Value)),
        Syntax.Name name => _nameBinder.Bind(name),
        Syntax.Negation negation => BindNumber(negation.Operand) is { } operand ? _arithmetic.Negate(negation, operand) : null,
        Syntax.Not not => BindCondition(not.Operand) is { } operand ? Term.Of(new ConditionNode.Not(operand)) : null,
        Syntax.Binary binary => BindBinary(binary),
        Syntax.Call call => _functions.Bind(call),
        Syntax.Member member => _members.Bind(member),
        _ => throw new ArgumentException($"Unknown syntax {syntax}.", nameof(syntax)),
    };

    public Term? BindNumber(Syntax syntax) => Bind(syntax) switch
    {
        null => null,
        { Node: NumberNode } number => number,
        { } other => Mistake(syntax.Offset, $"a number is needed here, but this gives {Kind(other.Node)}"),
    };

    public ConditionNode? BindCondition(Syntax syntax)
    {
        var term = Bind(syntax);
        if (term is { Node: not ConditionNode } other)
        {
            Mistake(syntax.Offset, $"a condition is needed here, but this gives {Kind(other.Node)}");
        }

        return term?.Node as ConditionNode;
    }

    internal static string Kind(Node node) => node switch
    {
        NumberNode => "a number",
        TextNode => "a text",
        _ => "a condition",
    };

    private static Syntax? Parse(string text, Names names, ICollection<ExpressionMistake> mistakes) =>
        Parser.Parse(text, names.Units, mistakes) is { } syntax && (names.Neighbourhood is not null || !MemberBinder.AsksOthers(syntax)) ? syntax : null;

    private Term? BindBinary(Syntax.Binary binary)
    {
        switch (binary.Sign.Kind)
        {
            case TokenKind.And or TokenKind.Or:
                var first = BindCondition(binary.Left);
                var second = BindCondition(binary.Right);
                return first is null || second is null ? null
                    : Term.Of(binary.Sign.Kind == TokenKind.And ? new ConditionNode.And(first, second) : new ConditionNode.Or(first, second));
            case TokenKind.Plus or TokenKind.Minus or TokenKind.Times or TokenKind.Divide:
                var left = BindNumber(binary.Left);
                var right = BindNumber(binary.Right);
                return left is { } a && right is { } b ? _arithmetic.Join(binary, a, b) : null;
            default:
                return BindComparison(binary) is { } comparison ? Term.Of(comparison) : null;
        }
    }

    private ConditionNode? BindComparison(Syntax.Binary binary)
    {
        var (left, right) = (Bind(binary.Left), Bind(binary.Right));
        if (left is not { } a || right is not { } b)
        {
            return null;
        }

        var comparison = (ComparisonOperator)(binary.Sign.Kind - TokenKind.Less);
        bool isEquality = comparison is ComparisonOperator.Equal or ComparisonOperator.NotEqual;
        switch (a.Node, b.Node)
        {
            case (NumberNode, NumberNode):
                return CompareNumbers(binary, a, comparison, b);
            case (TextNode one, TextNode other) when isEquality:
                _nameBinder.CheckText(one, other, binary.Right.Offset);
                _nameBinder.CheckText(other, one, binary.Left.Offset);
                return new ConditionNode.TextEquality(one, other, comparison == ComparisonOperator.Equal);
            case (ConditionNode one, ConditionNode other) when isEquality:
                return new ConditionNode.TruthEquality(one, other, comparison == ComparisonOperator.Equal);
            default:
                Mistake(binary.Sign.Offset, Kind(a.Node) == Kind(b.Node)
                    ? $"'{binary.Sign.Text}' cannot order {Kind(a.Node)}; only == and != can compare it"
                    : $"'{binary.Sign.Text}' compares {Kind(a.Node)} with {Kind(b.Node)}");
                return null;
        }
    }

    private ConditionNode? CompareNumbers(Syntax.Binary binary, Term left, ComparisonOperator comparison, Term right)
    {
        if (_arithmetic.Comparable(binary.Sign, left, right) is not var (a, b))
        {
            return null;
        }

        switch (a.Node, b.Node)
        {
            case (NumberNode.Constant one, NumberNode.Constant):
                return new ConditionNode.Comparison(one, comparison, b.Number);
            case (_, NumberNode.Constant limit):
                _limits.Check(binary.Left, a, comparison, binary.Right, b);
                return Threshold(a.Number, comparison, limit.Value);
            case (NumberNode.Constant limit, _):
                _limits.Check(binary.Right, b, Mirrored(comparison), binary.Left, a);
                return Threshold(b.Number, Mirrored(comparison), limit.Value);
            default:
                _limits.Check(binary, a, b);
                return new ConditionNode.Comparison(a.Number, comparison, b.Number);
        }
    }

    private static ConditionNode Threshold(NumberNode subject, ComparisonOperator comparison, double limit) =>
        subject is NumberNode.Field field ? new ConditionNode.FieldThreshold(field.Index, comparison, limit) : new ConditionNode.Threshold(subject, comparison, limit);

    private static ComparisonOperator Mirrored(ComparisonOperator comparison) => comparison switch
    {
        ComparisonOperator.Less => ComparisonOperator.Greater,
        ComparisonOperator.LessOrEqual => ComparisonOperator.GreaterOrEqual,
        ComparisonOperator.Greater => ComparisonOperator.Less,
        ComparisonOperator.GreaterOrEqual => ComparisonOperator.LessOrEqual,
        _ => comparison,
    };

    private Term? Mistake(int offset, string message)
    {
        _mistakes.Add(new(offset, message));
        return null;
    }
}
