using Telemetry.Alerting.Expressions.Units;

namespace Telemetry.Alerting.Expressions;

/// <summary>
/// Turns tokens into <see cref="Syntax"/>. The first mistake ends it.
/// <code>
/// expression = conjunction { "or" conjunction }
/// conjunction = negation { "and" negation }
/// negation    = "not" negation | comparison
/// comparison  = sum [ ("&lt;" | "&lt;=" | "&gt;" | "&gt;=" | "==" | "!=") sum ]
/// sum         = product { ("+" | "-") product }
/// product     = factor { ("*" | "/") factor }
/// factor      = "-" factor | number [ unit ] | duration | text | "true" | "false"
///             | call [ "." call ] | "(" expression ")"
/// call        = name [ "(" [ expression { "," expression } ] ")" ]
/// </code>
/// </summary>
internal sealed class Parser
{
    /// <summary>The deepest nesting: what a rule file says must not exhaust the stack.</summary>
    public const int MaximumDepth = 64;

    /// <summary>The most words: a long chain of operators is as deep as it is long.</summary>
    public const int MaximumWords = 1000;

    private readonly List<Token> _tokens;
    private int _next;
    private int _depth;

    private Parser(List<Token> tokens) => _tokens = tokens;

    private Token Current => _tokens[_next];

    /// <summary>Null when the text is no expression; then there is one mistake more.</summary>
    /// <param name="units">The units that may follow a number.</param>
    public static Syntax? Parse(string text, UnitTable units, ICollection<ExpressionMistake> mistakes)
    {
        var tokens = new List<Token>();
        if (!Lexer.TryRead(text, units, tokens, mistakes))
        {
            return null;
        }

        if (tokens.Count > MaximumWords)
        {
            mistakes.Add(new(tokens[MaximumWords].Offset, $"the expression has more than {MaximumWords} names, numbers and signs"));
            return null;
        }

        var parser = new Parser(tokens);
        try
        {
            var syntax = parser.Expression();
            return parser.Current.Kind == TokenKind.End ? syntax : throw parser.Unexpected("an operator or the end");
        }
        catch (SyntaxException failure)
        {
            mistakes.Add(failure.Mistake);
            return null;
        }
    }

    private Syntax Expression()
    {
        if (++_depth > MaximumDepth)
        {
            throw new SyntaxException(new(Current.Offset, $"the expression is nested deeper than {MaximumDepth}"));
        }

        var left = Conjunction();
        while (Current.Kind == TokenKind.Or)
        {
            left = new Syntax.Binary(Take(), left, Conjunction());
        }

        _depth--;
        return left;
    }

    private Syntax Conjunction()
    {
        var left = Negation();
        while (Current.Kind == TokenKind.And)
        {
            left = new Syntax.Binary(Take(), left, Negation());
        }

        return left;
    }

    private Syntax Negation()
    {
        int first = _next;
        while (Current.Kind == TokenKind.Not)
        {
            _next++;
        }

        int last = _next;
        var operand = Comparison();
        for (int at = last - 1; at >= first; at--)
        {
            operand = new Syntax.Not(_tokens[at].Offset, operand);
        }

        return last - first <= MaximumDepth ? operand : throw new SyntaxException(new(_tokens[first].Offset, "too many 'not'"));
    }

    private Syntax Comparison()
    {
        var left = Sum();
        if (!IsComparison(Current.Kind))
        {
            return left;
        }

        var comparison = new Syntax.Binary(Take(), left, Sum());
        return IsComparison(Current.Kind)
            ? throw new SyntaxException(new(Current.Offset, "comparisons do not chain; write 'a < b and b < c'"))
            : comparison;
    }

    private Syntax Sum()
    {
        var left = Product();
        while (Current.Kind is TokenKind.Plus or TokenKind.Minus)
        {
            left = new Syntax.Binary(Take(), left, Product());
        }

        return left;
    }

    private Syntax Product()
    {
        var left = Factor();
        while (Current.Kind is TokenKind.Times or TokenKind.Divide)
        {
            left = new Syntax.Binary(Take(), left, Factor());
        }

        return left;
    }

    private Syntax Factor()
    {
        var token = Current;
        switch (token.Kind)
        {
            case TokenKind.Minus:
                _next++;
                return Current.Kind == TokenKind.Minus ? throw Unexpected("a number or a name") : new Syntax.Negation(token.Offset, Factor());
            case TokenKind.Number:
                _next++;
                return token.Unit is { } unit ? new Syntax.Quantity(token.Offset, token.Number, unit) : new Syntax.Number(token.Offset, token.Number);
            case TokenKind.Duration:
                _next++;
                return new Syntax.Duration(token.Offset, (long)token.Number);
            case TokenKind.Text:
                _next++;
                return new Syntax.Text(token.Offset, token.Text);
            case TokenKind.True or TokenKind.False:
                _next++;
                return new Syntax.Truth(token.Offset, token.Kind == TokenKind.True);
            case TokenKind.Name:
                _next++;
                return Member(Current.Kind == TokenKind.Open ? new Syntax.Call(token.Offset, token.Text, Arguments()) : new Syntax.Name(token.Offset, token.Text));
            case TokenKind.Open:
                _next++;
                var inner = Expression();
                Expect(TokenKind.Close, "')'");
                return inner;
            default:
                throw Unexpected("a number, a name or '('");
        }
    }

    private Syntax Member(Syntax of)
    {
        if (Current.Kind != TokenKind.Dot)
        {
            return of;
        }

        _next++;
        var name = Current;
        Expect(TokenKind.Name, "a name");
        return new Syntax.Member(of, name.Text, name.Offset, Current.Kind == TokenKind.Open ? Arguments() : null);
    }

    private List<Syntax> Arguments()
    {
        Expect(TokenKind.Open, "'('");
        var arguments = new List<Syntax>();
        if (Current.Kind != TokenKind.Close)
        {
            arguments.Add(Expression());
            while (Current.Kind == TokenKind.Comma)
            {
                _next++;
                arguments.Add(Expression());
            }
        }

        Expect(TokenKind.Close, "',' or ')'");
        return arguments;
    }

    private static bool IsComparison(TokenKind kind) => kind is >= TokenKind.Less and <= TokenKind.NotEqual;

    private Token Take() => _tokens[_next++];

    private void Expect(TokenKind kind, string what)
    {
        if (Take().Kind != kind)
        {
            _next--;
            throw Unexpected(what);
        }
    }

    private SyntaxException Unexpected(string wanted) => new(new(
        Current.Offset,
        Current.Kind == TokenKind.End ? $"the expression ends where {wanted} should follow" : $"'{Current.Text}' stands where {wanted} should"));

    private sealed class SyntaxException(ExpressionMistake mistake) : Exception(mistake.Message)
    {
        public ExpressionMistake Mistake { get; } = mistake;
    }
}
